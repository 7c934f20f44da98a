using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Simulation;

/// <summary>What all journals say together, checked at every event (I2, I6, I23).</summary>
internal sealed class Ledger(PoolSpec spec)
{
    private static readonly Moment Any = new(TimeSpan.Zero, DateTimeOffset.UnixEpoch);

    private readonly PoolState pools = new();
    private readonly Dictionary<ShardKey, ShardState> shards = spec.Shards.ToDictionary(key => key, _ => new ShardState());
    private readonly Dictionary<Prefix, Epoch> epochOfSubnet = [];
    private readonly Dictionary<NodeId, Epoch> epochOfNode = [];

    public IEnumerable<Lease> Held => shards.Values.SelectMany(shard => shard.Leases).Where(IsHeld);

    public void OnEvent(PoolEvent change)
    {
        pools.Apply(change);
        if (pools.TryGet(spec.Name, out var pool))
        {
            CheckThatNothingIsLost(pool);
        }
    }

    public void OnEvent(ShardKey key, ShardEvent change)
    {
        var shard = shards[key];
        shard.Apply(change, Any);
        if (change is LeaseGranted granted)
        {
            CheckEpoch(granted);
        }

        CheckLeases(shard);
        CheckBlocks(key, shard);
    }

    private static bool IsHeld(Lease lease) => lease.State != LeaseState.Quarantined;

    private static UInt128 Sum(IEnumerable<Prefix> prefixes) => prefixes.Aggregate(UInt128.Zero, (sum, prefix) => sum + prefix.AddressCount);

    private void CheckThatNothingIsLost(PoolAccount pool)
    {
        var whole = new AddressSpace();
        whole.Add(pool.Space.Free);
        foreach (var account in pool.Shards.Values)
        {
            whole.Add(account.Blocks.Free);
        }

        Assert.Equal(Merged(spec.Cidrs), whole.Free);
        foreach (var index in pool.Shards.Keys)
        {
            var key = new ShardKey(spec.Name, spec.Generation, index);
            CheckBlocks(key, shards[key]);
        }
    }

    private void CheckBlocks(ShardKey key, ShardState shard)
    {
        if (!pools.TryGet(spec.Name, out var pool) || !pool.Shards.TryGetValue(key.Index, out var account))
        {
            Assert.Empty(shard.Blocks);
            return;
        }

        // Adding fails for what is there already: what is on its way is nobody else's.
        var owned = new AddressSpace();
        owned.Add(shard.Blocks);
        if (account.LastGrant is { } grant && grant.Number > shard.LastGrant)
        {
            owned.Add(grant.Blocks);
        }

        if (shard.LastReturn is { } onItsWay && onItsWay.Number > account.LastReturn)
        {
            owned.Add(onItsWay.Blocks);
        }

        Assert.Equal(account.Blocks.Free, owned.Free);
    }

    private static void CheckLeases(ShardState shard)
    {
        var held = shard.Leases.Where(IsHeld).SelectMany(lease => lease.Subnets).ToList();
        Assert.All(held, subnet => Assert.True(shard.Owns(subnet)));
        var parts = new AddressSpace();
        parts.Add(held);
        parts.Add(shard.Space.Free);
        parts.Add(shard.Leases.Where(lease => !IsHeld(lease)).SelectMany(lease => lease.Subnets));
        Assert.Equal(shard.Blocks, parts.Free);
        Assert.Equal(
            Sum(shard.Blocks),
            Sum(held) + Reusable(shard, AddressFamily.InterNetwork) + Reusable(shard, AddressFamily.InterNetworkV6));
    }

    private static UInt128 Reusable(ShardState shard, AddressFamily family) =>
        shard.Space[family].FreeAddresses + shard.Space[family].QuarantinedAddresses;

    private static IEnumerable<Prefix> Merged(IEnumerable<Prefix> prefixes)
    {
        var space = new AddressSpace();
        space.Add(prefixes);
        return space.Free;
    }

    private void CheckEpoch(LeaseGranted granted)
    {
        var before = epochOfNode.GetValueOrDefault(granted.Node);
        Assert.True(granted.Epoch > before, $"{granted} for a node that had {before}");
        epochOfNode[granted.Node] = granted.Epoch;
        foreach (var subnet in granted.Subnets)
        {
            foreach (var (other, epoch) in epochOfSubnet.Where(pair => pair.Key.Overlaps(subnet)))
            {
                Assert.True(granted.Epoch > epoch, $"{granted}: {other} had {epoch}");
            }

            epochOfSubnet[subnet] = granted.Epoch;
        }
    }
}
