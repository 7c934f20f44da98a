using System.Net.Sockets;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class ReleaseTests
{
    private readonly TestShard shard = new(Specs.Made(Specs.Settings("10.0.0.0/16")), "10.0.0.0/24");

    [Fact]
    public void The_holder_frees_its_subnet_at_once()
    {
        var end = Assert.IsType<LeaseEnd>(shard.Reply(Ask.ReleaseByHolder(shard.Acquire("a"))));

        Assert.Equal((LeaseState.Quarantined, TimeSpan.Zero), (end.Lease.State, end.ReusableAfter));
        Assert.True(Assert.IsType<LeaseReleased>(Assert.Single(shard.Written)).ByHolder);
        Assert.Equal(["10.0.0.0/24"], TestShard.Texts(shard.Grant(Ask.Acquire("b"), SpaceSearch.Quarantined)));
    }

    [Fact]
    public void An_operator_takes_it_back_and_nobody_gets_it_while_the_holder_may_believe()
    {
        var lease = shard.Acquire("a");
        shard.Pass(TimeSpan.FromSeconds(10));

        var end = Assert.IsType<LeaseEnd>(shard.Reply(Ask.ReleaseByOperator(lease)));

        var left = Specs.Reclaim - TimeSpan.FromSeconds(10);
        Assert.Equal((LeaseState.Revoked, left), (end.Lease.State, end.ReusableAfter));
        shard.Pass(left - TimeSpan.FromTicks(1));
        Assert.Empty(shard.Expire());
        Assert.Null(shard.Decide(Ask.Acquire("b"), SpaceSearch.Quarantined).Reply);
        shard.Pass(TimeSpan.FromTicks(1));
        Assert.IsType<LeaseExpired>(Assert.Single(shard.Expire()));
        Assert.Equal(lease.Subnets, shard.Grant(Ask.Acquire("b"), SpaceSearch.Quarantined).Subnets);
    }

    [Fact]
    public void Taking_it_back_again_says_how_long_is_left()
    {
        var lease = shard.Acquire("a");
        shard.Reply(Ask.ReleaseByOperator(lease));
        shard.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(Specs.Reclaim - TimeSpan.FromSeconds(1), Assert.IsType<LeaseEnd>(shard.Reply(Ask.ReleaseByOperator(lease))).ReusableAfter);
        Assert.Empty(shard.Written);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_vouches_that_the_node_is_down_frees_it_at_once(bool wasRevoked)
    {
        var lease = shard.Acquire("a");
        if (wasRevoked)
        {
            shard.Reply(Ask.ReleaseByOperator(lease));
        }

        var end = Assert.IsType<LeaseEnd>(shard.Reply(Ask.ReleaseByOperator(lease, nodeIsDown: true)));

        Assert.Equal((LeaseState.Quarantined, TimeSpan.Zero), (end.Lease.State, end.ReusableAfter));
        Assert.False(Assert.IsType<LeaseReleased>(Assert.Single(shard.Written)).ByHolder);
    }

    [Fact]
    public void Releasing_again_changes_nothing()
    {
        var lease = shard.Acquire("a");
        shard.Release(lease);

        Assert.Equal(LeaseState.Quarantined, shard.Release(lease).State);
        Assert.Empty(shard.Written);
        Assert.Single(shard.State.Space[AddressFamily.InterNetwork].Quarantined);
    }

    [Fact]
    public void Another_epoch_is_left_alone()
    {
        var lease = shard.Acquire("a");
        var newer = shard.Grant(Ask.Acquire("a") with { BurntEpoch = lease.Epoch });

        Assert.Equal(new EpochStale(lease.Epoch, newer.Epoch), shard.Reply(Ask.ReleaseByHolder(lease)));
        Assert.Equal(new EpochStale(lease.Epoch, newer.Epoch), shard.Reply(Ask.ReleaseByOperator(lease, nodeIsDown: true)));
        Assert.Equal(LeaseState.Active, Assert.Single(shard.State.Leases).State);
    }

    [Fact]
    public void A_clone_cannot_release_in_the_holders_name()
    {
        var lease = shard.Acquire("a");

        Assert.IsType<NodeIdInUse>(shard.Reply(Ask.ReleaseByHolder(lease) with { Instance = new Secret128(99) }));
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void A_node_without_a_lease_has_nothing_to_release() =>
        Assert.Equal(new LeaseNotFound(), shard.Reply(new ReleaseLease(new NodeId("a"), new Epoch(1))));
}
