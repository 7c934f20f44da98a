using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Query;

/// <summary>
/// Offsets of <see cref="EtcdReadJournal"/>: <c>Sequence(revision × 2^20 + index)</c>, where the index tells apart the events that one transaction
/// has written at that revision of etcd.
/// </summary>
public static class EtcdOffset
{
    private const int IndexBits = 20;
    private const long MaxIndex = (1L << IndexBits) - 1;

    /// <summary>The offset behind all events of a revision.</summary>
    /// <param name="revision">From 0.</param>
    public static Offset AfterRevision(long revision) => Of(revision, MaxIndex);

    /// <summary>The revision of the event that an offset belongs to; 0 for <see cref="NoOffset"/>.</summary>
    /// <exception cref="ArgumentException">It is not an offset of this read journal.</exception>
    public static long RevisionOf(Offset offset) => ValueOf(offset) >> IndexBits;

    /// <summary>The offset of an event.</summary>
    internal static Sequence Of(long revision, long index) => index is >= 0 and <= MaxIndex
        ? new Sequence((revision << IndexBits) | index)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"one transaction has more than {MaxIndex} events");

    /// <summary>An offset as a number; 0: from the beginning.</summary>
    internal static long ValueOf(Offset offset) => offset switch
    {
        NoOffset => 0,
        Sequence { Value: >= 0 } sequence => sequence.Value,
        _ => throw new ArgumentException($"{offset} is no offset of this journal; give NoOffset or a Sequence of an event that was read", nameof(offset)),
    };

    /// <summary>The first revision at which there may be events behind an offset.</summary>
    internal static long FirstRevisionBehind(long offset) => (offset >> IndexBits) + ((offset & MaxIndex) == MaxIndex ? 1 : 0);
}
