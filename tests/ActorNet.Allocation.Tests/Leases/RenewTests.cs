using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class RenewTests
{
    private readonly TestShard shard = new(Specs.Made(Specs.Settings("10.0.0.0/16")), "10.0.0.0/22");

    [Fact]
    public void The_holder_may_go_on_and_nothing_is_written()
    {
        var lease = shard.Acquire("a");

        Assert.Equal(new LeaseRenewal(lease.Epoch, Specs.TimeToLive), shard.Reply(Ask.Renew(lease)));
        Assert.Empty(shard.Written);
    }

    [Fact]
    public void Another_epoch_is_stale()
    {
        var lease = shard.Acquire("a");
        var newer = shard.Grant(Ask.Acquire("a") with { BurntEpoch = lease.Epoch });

        Assert.Equal(new EpochStale(lease.Epoch, newer.Epoch), shard.Reply(Ask.Renew(lease)));
        Assert.Equal(new EpochStale(new Epoch(9), newer.Epoch), shard.Reply(Ask.Renew(newer) with { Epoch = new Epoch(9) }));
    }

    [Fact]
    public void A_clone_is_refused()
    {
        var lease = shard.Acquire("a");

        Assert.Equal(new NodeIdInUse(Specs.Reclaim), shard.Reply(Ask.Renew(lease) with { Instance = new Secret128(99) }));
    }

    [Fact]
    public void A_node_without_a_lease_hears_so() =>
        Assert.Equal(new LeaseNotFound(), shard.Reply(new RenewLease(new NodeId("a"), Ask.InstanceOf("a"), new Epoch(1))));

    [Fact]
    public void A_released_lease_is_gone() => Assert.Equal(new LeaseNotFound(), shard.Reply(Ask.Renew(shard.Release(shard.Acquire("a")))));

    [Fact]
    public void A_revoked_lease_is_called_that()
    {
        var lease = shard.Acquire("a");
        shard.Reply(Ask.ReleaseByOperator(lease));

        Assert.Equal(new LeaseRevocation(lease.Epoch), shard.Reply(Ask.Renew(lease)));
    }
}
