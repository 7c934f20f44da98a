using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Tests.Simulation;

[Collection<Undisturbed>]
public sealed class SimulationTests
{
    private const int Steps = 400;

    [Fact]
    public void Whatever_happens_no_rule_breaks_and_afterwards_the_pool_fills_to_the_last_subnet() => ForAllSeeds(0, 1500, seed =>
    {
        var pool = Pool(1 + (seed % 5), seed % 3 == 0 ? ["10.0.0.0/27", "fd00::/61"] : ["10.0.0.0/27"], new SubnetSizing(30), new SubnetSizing(64));
        var world = new World(seed, pool, nodes: 12);
        Run(world);

        Assert.Equal(8, world.FillUp());
        Assert.Equal(8, world.LeasesHeld);
        Assert.True(world.ReplaceOne(), "one release lets a node in that was refused");
        Assert.Equal(8, world.FillUp());
    });

    [Fact]
    public void Whatever_lengths_nodes_ask_for_no_rule_breaks() => ForAllSeeds(10_000, 700, seed =>
    {
        var pool = Pool(1 + (seed % 4), ["10.0.0.0/26", "10.1.0.0/28"], new SubnetSizing(29, 28, 30), default);
        var world = new World(seed, pool, nodes: 12);
        Run(world);

        world.FillUp();
    });

    private static void Run(World world)
    {
        for (var i = 0; i < Steps; i++)
        {
            world.Step();
        }

        world.Heal();
    }

    private static PoolSpec Pool(int shardCount, string[] cidrs, SubnetSizing ipv4, SubnetSizing ipv6)
    {
        var settings = new PoolSettings
        {
            Name = new PoolName("simulated"),
            Cidrs = [.. cidrs.Select(Prefix.Parse)],
            Ipv4 = ipv4,
            Ipv6 = cidrs.Any(cidr => cidr.Contains(':', StringComparison.Ordinal)) ? ipv6 : default,
            ShardCount = shardCount,
            TimeToLive = TimeSpan.FromSeconds(20),
            Quarantine = TimeSpan.FromSeconds(10),
        };
        var (spec, problems) = settings.Resolve();
        Assert.Empty(problems);
        return spec! with { Generation = 1 };
    }

    private static void ForAllSeeds(int first, int count, Action<int> check) => Parallel.For(first, first + count, seed =>
    {
        try
        {
            check(seed);
        }
        catch (Exception problem)
        {
            throw new InvalidOperationException($"seed {seed}: {problem.Message}", problem);
        }
    });
}
