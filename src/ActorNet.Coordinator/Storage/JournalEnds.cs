namespace ActorNet.Coordinator.Storage;

/// <summary>How far some journals go.</summary>
/// <param name="Position">No event of these journals up to here is behind the ends; 0 where the last event's position serves as well.</param>
/// <param name="SequenceNumbers">The number of the last event of each.</param>
internal sealed record JournalEnds(long Position, IReadOnlyDictionary<string, long> SequenceNumbers);
