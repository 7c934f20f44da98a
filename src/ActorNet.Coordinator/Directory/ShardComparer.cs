using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Actors;

namespace ActorNet.Coordinator.Directory;

/// <summary>Compares what a shard holds with what the directory shows of it, both at one position of the shard's journal (safety rule 11).</summary>
internal sealed class ShardComparer(AllocationClient allocation, LeaseDirectory directory, TimeProvider time)
{
    /// <summary>How long the shard may take to answer, and the directory to get to where the answer is true.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Compares.</summary>
    public async Task<ShardComparison> CompareAsync(ShardKey shard, CancellationToken cancellation)
    {
        if (await allocation.AskDigestAsync(shard, Patience, cancellation) is not { } held)
        {
            return new ShardComparison(shard, ShardComparisonOutcome.Silent, default, null);
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var view = await directory.WhenAsync(state => state.Covers(held.Position), either.Token);
            return view.History.StateAt(held.Position) is { } state
                ? new ShardComparison(
                    shard,
                    ShardComparisonOutcome.Compared,
                    held.Position,
                    new DigestComparison(held.Position, held.Digest, DirectoryDigest.Of(state, shard)))
                : new ShardComparison(shard, ShardComparisonOutcome.Forgotten, held.Position, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ShardComparison(shard, ShardComparisonOutcome.NotRead, held.Position, null);
        }
    }
}
