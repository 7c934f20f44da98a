using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Pools;

namespace ActorNet.Benchmarks.Allocate;

/// <summary>What a plan takes that looks at every lease of a pool and finds each of them to be renumbered.</summary>
internal static class Planning
{
    private const int Nodes = 100_000;
    private const int Rounds = 10;
    private const int ShardCount = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task<Figure> MeasureAsync(CancellationToken cancellation)
    {
        var (pool, revision) = Populate(PlainPool.Of("10.0.0.0/8", 28, ShardCount));
        var family = pool.Spec.Families.Single();
        var proposed = pool.Spec with { Families = [family with { PrefixLength = 26, Shortest = 26, Longest = 26 }] };
        var times = await Turns.TakeAsync<TimeSpan>(
            Rounds,
            WarmUp,
            [
                _ =>
                {
                    var begin = TimeProvider.System.GetTimestamp();
                    var plan = PoolPlanner.Plan(pool, proposed, revision);
                    var took = TimeProvider.System.GetElapsedTime(begin);
                    return plan.RenumberCount == Nodes ? Task.FromResult(took) : throw new InvalidOperationException($"{plan.RenumberCount} of {Nodes} nodes are to be renumbered");
                },
            ],
            cancellation);
        return new Figure("plan_s_100k", [.. times[0].Select(time => time.TotalSeconds)], Limit.AtMost(2), "a plan that renumbers all of 100,000 nodes", "");
    }

    private static (DirectoryPool Pool, long Revision) Populate(PoolSpec spec)
    {
        var state = DirectoryState.Empty;
        var numbers = new long[ShardCount];
        var revision = 1L;
        Apply(new JournalEvent("pools", 1, revision, new PoolCreated(DateTimeOffset.UnixEpoch, spec)));
        for (var number = 0; number < Nodes; number++)
        {
            var request = PlainPool.Acquire(number);
            var shard = spec.ShardOf(request.Node);
            var subnet = spec.Cidrs.Single().Subprefix((UInt128)number, 28);
            Apply(new JournalEvent(
                shard.PersistenceId,
                ++numbers[shard.Index],
                ++revision,
                new LeaseGranted(DateTimeOffset.UnixEpoch, request.Node, new(numbers[shard.Index]), [subnet], request.Instance, request.NewToken, NodeAttributes.None, string.Empty)));
        }

        return (state.Pools[spec.Name], revision);

        void Apply(JournalEvent entry) => state = DirectoryRules.Apply(state, entry).State;
    }
}
