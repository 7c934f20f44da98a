using System.Collections.Immutable;
using ActorNet.Allocation.Persistence;

namespace ActorNet.Histories.Journal;

/// <summary>One atomic write of the journal, as it stands in etcd.</summary>
/// <param name="Revision">etcd's revision of the transaction that wrote it.</param>
/// <param name="Position">How many events the same transaction has before it.</param>
/// <param name="Journal">Whose journal.</param>
/// <param name="KeyNumber">The sequence number in its key: that of its last event.</param>
/// <param name="Writer">The incarnation that wrote it.</param>
/// <param name="Version">How often its key was written; 1.</param>
/// <param name="Events">Its events.</param>
internal sealed record JournalWrite(
    long Revision,
    long Position,
    string Journal,
    long KeyNumber,
    string Writer,
    long Version,
    ImmutableArray<NumberedEvent> Events)
{
    private const int IndexBits = 20;

    /// <summary>An event's place in the cluster-wide order: what the contract calls a revision.</summary>
    public long RevisionOf(int index) => (Revision << IndexBits) | (Position + index);

    /// <summary>The last place in that order which a transaction's events can have.</summary>
    public static long LastOf(long etcdRevision) => ((etcdRevision + 1) << IndexBits) - 1;

    public override string ToString() => $"write {KeyNumber} of {Journal} at revision {Revision} by {Writer}";
}

/// <summary>An event with its number in its journal.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Event">What happened.</param>
internal readonly record struct NumberedEvent(long Number, IJournaled Event);
