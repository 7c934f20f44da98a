using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Pools;

/// <summary>One pool's space: what is free, and which shard has the rest.</summary>
internal sealed class PoolAccount
{
    private readonly SortedDictionary<int, ShardAccount> shards = [];

    public PoolAccount(PoolSpec spec, DateTimeOffset createdAt, Epoch epochFloor)
    {
        Spec = spec;
        CreatedAt = createdAt;
        EpochFloor = epochFloor;
    }

    public PoolSpec Spec { get; private set; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>What no shard has.</summary>
    public AddressSpace Space { get; } = new();

    /// <summary>No lease in the free space had a higher epoch.</summary>
    public Epoch EpochFloor { get; private set; }

    /// <summary>The shards that were ever granted anything, by number.</summary>
    public IReadOnlyDictionary<int, ShardAccount> Shards => shards;

    /// <summary>The same shards, by name.</summary>
    public IEnumerable<ShardKey> Owners => shards.Keys.Select(index => new ShardKey(Spec.Name, Spec.Generation, index));

    public bool IsFree(Prefix prefix) => Space.Of(prefix).IsFree(prefix);

    /// <summary>The last grant to a shard, which may not have received it yet.</summary>
    public BlockGrant? LastGrantTo(ShardKey shard) => shards.GetValueOrDefault(shard.Index)?.LastGrant;

    /// <summary>The number of the last return from a shard that arrived.</summary>
    public long LastReturnFrom(ShardKey shard) => shards.GetValueOrDefault(shard.Index)?.LastReturn ?? 0;

    /// <summary>The prefix length of the blocks that are handed out.</summary>
    public int BlockLength(AddressFamily family) => BlockSizing.BlockLength(Spec.Family(family)!, Spec.ShardCount);

    /// <summary>Takes other settings, and the space that they add.</summary>
    /// <param name="spec">The settings.</param>
    /// <param name="deletedFloor">No lease in a pool that is gone, whose space this may have been, had a higher epoch.</param>
    public void Change(PoolSpec spec, Epoch deletedFloor)
    {
        Invariant.Require(spec.Version == Spec.Version + 1, $"version {spec.Version} of pool {spec.Name} after {Spec.Version}");
        Invariant.Require(spec.ShardCount == Spec.ShardCount, $"pool {spec.Name} gets {spec.ShardCount} shards, and its nodes are spread over {Spec.ShardCount}");
        Space.Add(SpaceDifference.Of(spec.Cidrs, [.. Spec.Cidrs]));
        EpochFloor = Epoch.Max(EpochFloor, deletedFloor);
        Spec = spec;
    }

    public void Grant(BlocksGranted granted)
    {
        // Taking fails for anything that is not free: no block has two owners (S3).
        Space.Take(granted.Grant.Blocks);
        Shard(granted.Shard.Index).Grant(granted.Grant);
    }

    public void Return(BlocksReturned returned)
    {
        // Taking fails for anything that is not the shard's to return.
        Shard(returned.Shard.Index).Return(returned.Return);
        Space.Add(returned.Return.Blocks);
        EpochFloor = Epoch.Max(EpochFloor, returned.Return.EpochFloor);
    }

    public void Restore(PoolAccountSnapshot snapshot)
    {
        EpochFloor = snapshot.EpochFloor;
        Space.Add(snapshot.Free);
        foreach (var shard in snapshot.Shards)
        {
            Shard(shard.Index).Restore(shard.Blocks, shard.LastGrant, shard.LastReturn);
        }
    }

    public PoolAccountSnapshot ToSnapshot() => new(
        Spec,
        CreatedAt,
        EpochFloor,
        [.. Space.Free],
        [.. shards.Select(pair => new ShardAccountSnapshot(pair.Key, [.. pair.Value.Blocks.Free], pair.Value.LastGrant, pair.Value.LastReturn))]);

    private ShardAccount Shard(int index)
    {
        if (!shards.TryGetValue(index, out var account))
        {
            Invariant.Require(index >= 0 && index < Spec.ShardCount, $"shard {index} of pool {Spec.Name}, which has {Spec.ShardCount}");
            shards.Add(index, account = new ShardAccount());
        }

        return account;
    }
}
