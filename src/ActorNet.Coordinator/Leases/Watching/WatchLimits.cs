namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>How much is kept for watchers that are not ready to take it. It is kept once for all watchers of a pool.</summary>
/// <param name="Batches">The most messages.</param>
/// <param name="Bytes">The most bytes.</param>
internal sealed record WatchLimits(int Batches, long Bytes)
{
    public static readonly WatchLimits Default = new(Batches: 1024, Bytes: 32 << 20);
}
