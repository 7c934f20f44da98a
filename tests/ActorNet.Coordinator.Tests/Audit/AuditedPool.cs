using ActorNet.Addressing;
using ActorNet.Allocation;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Audit;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Tests.Audit;

/// <summary>A pool 10.0.0.0/16 of /24s in two shards, whose journals are written event by event, also ones that no shard would write.</summary>
internal sealed class AuditedPool
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, long> sequence = new(StringComparer.Ordinal);
    private long revision;

    public AuditedPool(string name = "default", string cidr = "10.0.0.0/16")
    {
        var settings = new PoolSettings { Name = new PoolName(name), Cidrs = [Prefix.Parse(cidr)], Ipv4 = new SubnetSizing(24, null, null), ShardCount = 2 };
        Spec = settings.Resolve().Spec! with { Generation = 1 };
        Take(AllocationActors.PoolsJournal, new PoolCreated(Start, Spec));
    }

    public PoolSpec Spec { get; }

    public DirectoryState State { get; private set; } = DirectoryState.Empty;

    public DirectoryPool Pool => State.Pools[Spec.Name];

    /// <summary>A node of a shard.</summary>
    public string NodeOf(int shard, int number = 0) => Enumerable.Range(0, 1000)
        .Select(index => $"node-{index}")
        .Where(node => Spec.ShardOf(new NodeId(node)).Index == shard)
        .ElementAt(number);

    public AuditedPool Granted(int shard, long number, params string[] blocks) =>
        Take(AllocationActors.PoolsJournal, new BlocksGranted(Start, Key(shard), new BlockGrant(number, [.. blocks.Select(Prefix.Parse)], Epoch.None)));

    public AuditedPool Received(int shard, long number, params string[] blocks) => ReceivedWithFloor(shard, number, 0, blocks);

    public AuditedPool ReceivedWithFloor(int shard, long number, long floor, params string[] blocks) =>
        Take(Key(shard), new BlocksReceived(Start, new BlockGrant(number, [.. blocks.Select(Prefix.Parse)], new Epoch(floor))));

    public AuditedPool Yielded(int shard, long number, params string[] blocks) =>
        Take(Key(shard), new BlocksYielded(Start, new BlockReturn(number, [.. blocks.Select(Prefix.Parse)], Epoch.None)));

    public AuditedPool Returned(int shard, long number, params string[] blocks) =>
        Take(AllocationActors.PoolsJournal, new BlocksReturned(Start, Key(shard), new BlockReturn(number, [.. blocks.Select(Prefix.Parse)], Epoch.None)));

    public AuditedPool Leased(int shard, string node, long epoch, params string[] subnets) => Take(
        Key(shard),
        new LeaseGranted(Start, new NodeId(node), new Epoch(epoch), [.. subnets.Select(Prefix.Parse)], default, default, NodeAttributes.None, string.Empty));

    /// <summary>A node goes from the last of the subnets to the first.</summary>
    public AuditedPool Moving(int shard, string node, long epoch, params string[] subnets) => Take(
        Key(shard),
        new LeaseGranted(Start, new NodeId(node), new Epoch(epoch), [.. subnets.Select(Prefix.Parse)], default, default, NodeAttributes.None, string.Empty)
        {
            Leaving = [Prefix.Parse(subnets[^1])],
        });

    /// <summary>A node has several subnets.</summary>
    public AuditedPool Several(int shard, string node, long epoch, params string[] subnets) => Take(
        Key(shard),
        new LeaseGranted(Start, new NodeId(node), new Epoch(epoch), [.. subnets.Select(Prefix.Parse)], default, default, NodeAttributes.None, string.Empty));

    public AuditedPool Expired(int shard, string node, long epoch) => Take(Key(shard), new LeaseExpired(Start, new NodeId(node), new Epoch(epoch)));

    /// <summary>Both shards have a block, and each has a lease in it; one block is on its way to a shard, and one on its way back.</summary>
    public static AuditedPool Healthy()
    {
        var pool = new AuditedPool();
        return pool
            .Granted(0, 1, "10.0.0.0/20").Received(0, 1, "10.0.0.0/20")
            .Granted(1, 1, "10.0.16.0/20").Received(1, 1, "10.0.16.0/20")
            .Leased(0, pool.NodeOf(0), 1, "10.0.0.0/24")
            .Leased(1, pool.NodeOf(1), 1, "10.0.16.0/24")
            .Leased(1, pool.NodeOf(1, 1), 2, "10.0.17.0/24").Expired(1, pool.NodeOf(1, 1), 2)
            .Yielded(0, 1, "10.0.8.0/21")
            .Granted(1, 2, "10.0.32.0/20");
    }

    /// <summary>Everything that is wrong with it, and nothing that could not be told.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        var results = new StateChecks().Of(State, pool: null);
        Assert.All(results, result => Assert.Empty(result.Unknowns));
        return [.. results.SelectMany(result => result.Findings)];
    }

    /// <summary>The one thing that is wrong with it.</summary>
    public Finding Only(string code)
    {
        var finding = Assert.Single(Findings());
        Assert.Equal(code, finding.Code);
        return finding;
    }

    /// <summary>The state of several pools.</summary>
    public static DirectoryState Together(params AuditedPool[] pools) =>
        pools.Aggregate(DirectoryState.Empty, (state, pool) => state with { Pools = state.Pools.Add(pool.Spec.Name, pool.Pool) });

    private ShardKey Key(int shard) => new(Spec.Name, Spec.Generation, shard);

    private AuditedPool Take(ShardKey shard, ShardEvent change) => Take(shard.PersistenceId, change);

    private AuditedPool Take(string journal, object change)
    {
        var number = sequence[journal] = sequence.GetValueOrDefault(journal) + 1;
        (State, _) = DirectoryRules.Apply(State, new JournalEvent(journal, number, ++revision, change));
        return this;
    }
}
