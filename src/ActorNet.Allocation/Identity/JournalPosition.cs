namespace ActorNet.Allocation.Identity;

/// <summary>A place in one journal: everything up to and including this event is durable.</summary>
/// <param name="PersistenceId">The journal's name.</param>
/// <param name="SequenceNumber">The event's number in it, from 1; 0 before the first.</param>
public readonly record struct JournalPosition(string PersistenceId, long SequenceNumber);
