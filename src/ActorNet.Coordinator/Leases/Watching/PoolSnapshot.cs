using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>All held leases of a pool, encoded.</summary>
/// <param name="Pieces">The leases, cut into messages.</param>
/// <param name="Revision">The revision that they show.</param>
/// <param name="Incarnation">The incarnation of the directory that it is of.</param>
internal sealed record PoolSnapshot(IReadOnlyList<ReadOnlyMemory<byte>> Pieces, long Revision, int Incarnation)
{
    /// <summary>The messages for a caller.</summary>
    public IEnumerable<EncodedMessage> Messages(SnapshotReason reason) => Pieces.Select((piece, index) =>
        WatchEncoding.Snapshot(piece, isFirst: index == 0, isLast: index == Pieces.Count - 1, reason, Revision));
}
