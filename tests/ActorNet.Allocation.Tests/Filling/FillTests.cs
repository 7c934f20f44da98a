using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Benchmarks.Allocate;

namespace ActorNet.Allocation.Tests.Filling;

/// <summary>Pools filled to the last subnet, by nodes that belong to any shard.</summary>
public sealed class FillTests
{
    [Theory]
    [InlineData("10.0.0.0/16", 24, 16)]
    [InlineData("10.0.0.0/16", 24, 64)]
    [InlineData("10.0.0.0/12", 24, 16)]
    [InlineData("10.0.0.0/12", 24, 64)]
    [InlineData("fd00::/50", 64, 16)]
    [InlineData("fd00::/50", 64, 64)]
    public void A_pool_is_filled_to_the_last_subnet(string cidr, int length, int shardCount)
    {
        var fill = Fill.Run(cidr, length, shardCount, TestContext.Current.CancellationToken);

        Assert.Equal(0, fill.Unreachable);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void With_nodes_of_all_sizes_full_means_that_no_hole_is_left(int seed)
    {
        var random = new Random(seed);
        var exchange = new MemoryExchange(Mixed(shardCount: 1 + (seed * 2)));
        var held = new Dictionary<NodeId, Lease>();
        var refusals = 0;
        for (var step = 0; step < 4_000; step++)
        {
            if (random.Next(5) < 2 && held.Count > 0)
            {
                var lease = held.Values.ElementAt(random.Next(held.Count));
                exchange.Ask(Ask.ReleaseByHolder(lease));
                held.Remove(lease.Node);
            }
            else
            {
                refusals += Come(exchange, held, Ask.Acquire($"node-{step}") with { Ipv4Length = random.Next(24, 29) }) ? 0 : 1;
            }

            if (step % 50 == 0)
            {
                exchange.Pass(TimeSpan.FromSeconds(1));
            }
        }

        Assert.True(refusals > 50, $"only {refusals} were refused: the pool was not full");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Space_that_came_back_in_pieces_from_all_shards_is_given_as_a_whole(int shardCount)
    {
        var exchange = new MemoryExchange(Mixed(shardCount));
        var small = Enumerable.Range(0, 256).Select(number => Granted(exchange, Ask.Acquire($"small-{number}") with { Ipv4Length = 28 })).ToList();
        Assert.IsType<PoolExhausted>(exchange.Ask(Ask.Acquire("late") with { Ipv4Length = 28 }));
        small.ForEach(lease => exchange.Ask(Ask.ReleaseByHolder(lease)));

        var large = Enumerable.Range(0, 16).Select(number => Granted(exchange, Ask.Acquire($"large-{number}") with { Ipv4Length = 24 })).ToList();

        Assert.Equal(16, large.Select(lease => lease.Subnets.Single()).Distinct().Count());
        Assert.IsType<PoolExhausted>(exchange.Ask(Ask.Acquire("late") with { Ipv4Length = 28 }));
    }

    [Fact]
    public void Who_takes_less_gets_the_largest_that_is_left()
    {
        var exchange = new MemoryExchange(Mixed(shardCount: 4));
        for (var number = 0; number < 15; number++)
        {
            Granted(exchange, Ask.Acquire($"large-{number}") with { Ipv4Length = 24 });
        }

        Granted(exchange, Ask.Acquire("half") with { Ipv4Length = 25 });
        var flexible = Ask.Acquire("flexible") with { Ipv4Length = 24, Ipv4Longest = 28 };

        var grant = Assert.IsType<LeaseGrant>(exchange.Ask(flexible));

        Assert.Equal((25, SubnetSize.NothingLarger), (grant.Lease.Subnets.Single().Length, grant.Sizes.Ipv4));
        var refusal = Assert.IsType<PoolExhausted>(exchange.Ask(flexible with { Node = new NodeId("late") }));
        Assert.Equal(28, refusal.Lengths.Single().Length);
    }

    [Fact]
    public void A_subnet_grows_into_what_the_pool_still_has()
    {
        var exchange = new MemoryExchange(Mixed(shardCount: 1));
        var lease = Granted(exchange, Ask.Acquire("a") with { Ipv4Length = 28 });

        var grown = Granted(exchange, Ask.Acquire("a") with { Ipv4Length = 24 });

        Assert.Equal(lease.Subnets.Single().Ancestor(24), grown.Subnets.Single());
        Assert.Equal(lease.Epoch, grown.GrownFrom);
    }

    [Fact]
    public void Where_all_that_is_not_held_is_quarantined_nodes_come_and_go_without_going_round_all_shards()
    {
        var exchange = new MemoryExchange(PlainPool.Of("10.0.0.0/16", 24, shardCount: 8));
        var leases = Enumerable.Range(0, 256).Select(number => Granted(exchange, PlainPool.Acquire(number))).ToList();
        leases.Take(64).ToList().ForEach(lease => exchange.Ask(Ask.ReleaseByHolder(lease)));
        Granted(exchange, PlainPool.Acquire(1000));
        var before = exchange.Messages;

        for (var number = 0; number < 30; number++)
        {
            Granted(exchange, PlainPool.Acquire(2000 + number));
        }

        Assert.InRange(exchange.Messages - before, 0, 30 * 8);
    }

    private static bool Come(MemoryExchange exchange, Dictionary<NodeId, Lease> held, AcquireLease command)
    {
        switch (exchange.Ask(command))
        {
            case LeaseGrant grant:
                var subnet = grant.Lease.Subnets.Single();
                Assert.DoesNotContain(held.Values, other => other.Subnets.Single().Overlaps(subnet));
                held.Add(command.Node, grant.Lease);
                return true;
            case PoolExhausted:
                Assert.False(HasHole(held.Values, command.Ipv4Length!.Value), $"{command.Node} is refused a /{command.Ipv4Length}, and there is one");
                return false;
            case var other:
                Assert.Fail($"{command.Node} hears {other}");
                return false;
        }
    }

    /// <summary>By a book of its own: the pool without what is held.</summary>
    private static bool HasHole(IEnumerable<Lease> held, int length)
    {
        var rest = new FreeSpace(AddressFamily.InterNetwork);
        rest.Add(Prefix.Parse("10.0.0.0/20"));
        foreach (var lease in held)
        {
            Assert.True(rest.TryTake(lease.Subnets.Single()));
        }

        return rest.TryFindFree(length, out _);
    }

    private static Lease Granted(MemoryExchange exchange, AcquireLease command) => Assert.IsType<LeaseGrant>(exchange.Ask(command)).Lease;

    private static PoolSpec Mixed(int shardCount) =>
        Specs.Made(Specs.Settings("10.0.0.0/20") with { Ipv4 = new SubnetSizing(26, 24, 28), ShardCount = shardCount, TimeToLive = TimeSpan.FromDays(1), Quarantine = TimeSpan.FromMinutes(1) });
}
