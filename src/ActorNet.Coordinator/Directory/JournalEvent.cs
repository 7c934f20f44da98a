namespace ActorNet.Coordinator.Directory;

/// <summary>An event with its place in the cluster-wide order.</summary>
/// <param name="PersistenceId">The journal that it is in.</param>
/// <param name="SequenceNumber">Its number in that journal, from 1.</param>
/// <param name="Revision">Its position in the order of all events.</param>
/// <param name="Event">What happened.</param>
internal readonly record struct JournalEvent(string PersistenceId, long SequenceNumber, long Revision, object Event);
