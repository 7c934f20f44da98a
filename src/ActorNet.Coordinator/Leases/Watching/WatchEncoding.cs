using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using LeaseDigest = ActorNet.Allocation.Leases.LeaseDigest;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>The messages of a watch, in bytes. What many are sent is encoded once, and what differs between them is put around it.</summary>
internal static class WatchEncoding
{
    private const int MaxItems = 1000;

    /// <summary>Far below what clients refuse (gRPC's default is 4 MiB); what a node says of itself can be 20 KiB.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>Changes, cut into messages.</summary>
    /// <param name="changes">The changes, in order.</param>
    /// <param name="revision">What a caller knows after the last of them.</param>
    /// <param name="pool">Their pool.</param>
    public static IEnumerable<WatchBatch> Events(IReadOnlyList<LeaseChange> changes, long revision, PoolSpec pool)
    {
        for (var begin = 0; begin < changes.Count;)
        {
            var body = new WireWriter();
            var end = begin;
            for (; end < changes.Count && end - begin < MaxItems && body.Length < MaxBytes; end++)
            {
                WriteEvent(body, changes[end], pool);
            }

            var part = changes.Skip(begin).Take(end - begin).ToArray();
            var reached = end == changes.Count ? revision : part[^1].Revision;
            yield return new WatchBatch(part, reached, Wrap(WatchLeasesResponse.EventsFieldNumber, reached, body.Written));
            begin = end;
        }
    }

    /// <summary>Leases, cut into the pieces of a snapshot; one piece where there are none.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Pieces(IEnumerable<DirectoryLease> leases, PoolSpec pool)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        var (body, count) = (new WireWriter(), 0);
        foreach (var lease in leases)
        {
            if (count == MaxItems || body.Length >= MaxBytes)
            {
                pieces.Add(body.Written);
                (body, count) = (new WireWriter(), 0);
            }

            WriteLease(body, LeaseSnapshot.LeasesFieldNumber, LeaseMessages.WithoutAttributes(lease, pool), lease);
            count++;
        }

        pieces.Add(body.Written);
        return pieces;
    }

    /// <summary>A piece of a snapshot for a caller.</summary>
    public static EncodedMessage Snapshot(ReadOnlyMemory<byte> leases, bool isFirst, bool isLast, SnapshotReason reason, long revision)
    {
        var tail = new WireWriter();
        tail.Message(new LeaseSnapshot { First = isFirst, Last = isLast, Reason = reason });
        return Wrap(WatchLeasesResponse.SnapshotFieldNumber, revision, leases, tail.Written);
    }

    public static EncodedMessage Progress(long revision, LeaseDigest digest)
    {
        var body = new WireWriter();
        body.Message(new WatchProgress { Digest = new() { LeaseCount = digest.Count, HashSum = digest.Sum } });
        return Wrap(WatchLeasesResponse.ProgressFieldNumber, revision, body.Written);
    }

    private static EncodedMessage Wrap(int contentField, long revision, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> tail = default)
    {
        var head = new WireWriter();
        head.Number(WatchLeasesResponse.RevisionFieldNumber, revision);
        head.Begin(contentField, content.Length + tail.Length);
        return new EncodedMessage(head.Written, content, tail);
    }

    private static void WriteEvent(WireWriter to, LeaseChange change, PoolSpec pool)
    {
        var lease = LeaseMessages.WithoutAttributes(change.Lease, pool);
        var type = new LeaseEvent { Type = change.Kind };
        to.Begin(LeaseEvents.EventsFieldNumber, type.CalculateSize() + WireWriter.SizeOfField(LeaseEvent.LeaseFieldNumber, SizeOf(lease, change.Lease)));
        to.Message(type);
        WriteLease(to, LeaseEvent.LeaseFieldNumber, lease, change.Lease);
    }

    /// <summary>The attributes are encoded already: fields may come in any order.</summary>
    private static void WriteLease(WireWriter to, int field, Lease message, DirectoryLease lease)
    {
        var attributes = lease.Attributes.Encoded.Span;
        to.Begin(field, SizeOf(message, lease));
        to.Message(message);
        to.Begin(Lease.AttributesFieldNumber, attributes.Length);
        to.Raw(attributes);
    }

    private static int SizeOf(Lease message, DirectoryLease lease) =>
        message.CalculateSize() + WireWriter.SizeOfField(Lease.AttributesFieldNumber, lease.Attributes.Encoded.Length);
}
