using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Pools;

public sealed class PoolRulesTests
{
    private static readonly Moment Now = new(TimeSpan.Zero, DateTimeOffset.UnixEpoch);

    private readonly PoolState state = new();

    [Fact]
    public void A_pool_is_made_with_generation_1()
    {
        var spec = Assert.IsType<PoolIsThere>(Create(Spec("a", "10.0.0.0/16"))).Spec;

        Assert.Equal(1, spec.Generation);
        Assert.True(state.TryGet(spec.Name, out var account));
        Assert.Equal(spec.Cidrs, account.Space.Free);
    }

    [Fact]
    public void The_same_pool_again_is_the_same_pool()
    {
        var first = Create(Spec("a", "10.0.0.0/16", "10.8.0.0/16"));

        Assert.Equal(first, Create(Spec("a", "10.8.0.0/16", "10.0.0.0/16")));
        Assert.Single(state.Pools);
    }

    [Fact]
    public void Another_pool_of_the_same_name_is_refused()
    {
        Create(Spec("a", "10.0.0.0/16"));

        Assert.Equal(new PoolAlreadyExists(Spec("a", "10.0.0.0/16") with { Generation = 1 }), Create(Spec("a", "10.1.0.0/16")));
    }

    [Fact]
    public void Pools_do_not_overlap()
    {
        Create(Spec("a", "10.0.0.0/16", "fd00::/48"));

        Assert.Equal(
            new PoolOverlap(Prefix.Parse("fd00::/40"), new PoolName("a"), Prefix.Parse("fd00::/48")),
            Create(Spec("b", "10.1.0.0/16", "fd00::/40")));
    }

    [Fact]
    public void There_is_a_limit()
    {
        for (var i = 0; i < PoolRules.MaxPools; i++)
        {
            Assert.IsType<PoolIsThere>(Create(Spec($"pool-{i}", $"10.{i / 256}.{i % 256}.0/24")));
        }

        Assert.Equal(new TooManyPools(PoolRules.MaxPools), Create(Spec("late", "11.0.0.0/24")));
    }

    private static PoolSpec Spec(string name, params string[] cidrs) => Specs.Made(Specs.Settings(cidrs) with { Name = new PoolName(name) }) with { Generation = 0 };

    private PoolReply Create(PoolSpec spec)
    {
        var (change, reply) = PoolRules.Create(state, spec, Now);
        if (change is not null)
        {
            state.Apply(change);
        }

        return reply;
    }
}
