using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Query;

/// <summary>Where some journals ended at a moment after the question.</summary>
/// <param name="Offset">Every event of these journals up to this offset is within the ends: who has read up to the ends lacks none of them.</param>
/// <param name="SequenceNrs">The highest sequence number of each persistence id; what was given where nothing is behind it.</param>
public sealed record JournalEnds(Offset Offset, IReadOnlyDictionary<string, long> SequenceNrs);
