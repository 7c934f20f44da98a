using System.Net.Sockets;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class ExpiryTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly TestShard shard = new(Specs.Made(Specs.Settings("10.0.0.0/16")), "10.0.0.0/22");

    [Fact]
    public void A_silent_holders_lease_expires_after_its_time_and_the_grace()
    {
        var lease = shard.Acquire("a");

        shard.Pass(Specs.Reclaim - Tick);
        Assert.Empty(shard.Expire());
        shard.Pass(Tick);
        Assert.Equal([new LeaseExpired(shard.Now.WallClock, lease.Node, lease.Epoch)], shard.Expire());
    }

    [Fact]
    public void An_answer_gives_the_full_time_anew()
    {
        var lease = shard.Acquire("a");
        shard.Pass(TimeSpan.FromSeconds(60));
        shard.State.Extend(lease.Node, lease.Epoch, Specs.TimeToLive, shard.Now);

        shard.Pass(Specs.Reclaim - Tick);
        Assert.Empty(shard.Expire());
        shard.Pass(Tick);
        Assert.Single(shard.Expire());
    }

    [Fact]
    public void An_answer_to_what_has_ended_meanwhile_extends_nothing()
    {
        var lease = shard.Acquire("a");
        shard.Release(lease);
        shard.State.Extend(lease.Node, lease.Epoch, Specs.TimeToLive, shard.Now);
        shard.Pass(Specs.Quarantine);
        Assert.IsType<QuarantineEnded>(Assert.Single(shard.Expire()));

        shard.State.Extend(lease.Node, lease.Epoch, Specs.TimeToLive, shard.Now);

        shard.Pass(Specs.Reclaim);
        Assert.Empty(shard.Expire());
    }

    [Fact]
    public void A_take_over_gives_every_lease_its_full_time_anew()
    {
        shard.Acquire("a");
        shard.Pass(Specs.Reclaim - Tick);
        shard.State.RestartDeadlines(shard.Now);

        shard.Pass(Specs.Reclaim - Tick);
        Assert.Empty(shard.Expire());
        shard.Pass(Tick);
        Assert.Single(shard.Expire());
    }

    [Fact]
    public void An_expired_subnet_is_kept_for_its_node_and_then_free()
    {
        shard.Acquire("a");
        shard.Pass(Specs.Reclaim);
        shard.Expire();
        Assert.Equal(LeaseState.Quarantined, Assert.Single(shard.State.Leases).State);

        shard.Pass(Specs.Quarantine - Tick);
        Assert.Empty(shard.Expire());
        shard.Pass(Tick);
        Assert.IsType<QuarantineEnded>(Assert.Single(shard.Expire()));
        Assert.Empty(shard.State.Leases);
        Assert.Equal(UInt128.One << 10, shard.State.Space[AddressFamily.InterNetwork].FreeAddresses);
    }

    [Fact]
    public void Where_reclaiming_is_manual_a_lease_stays()
    {
        var manual = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Reclaim = ReclaimPolicy.Manual }), "10.0.0.0/22");
        var lease = manual.Acquire("a");

        for (var i = 0; i < 5; i++)
        {
            manual.Pass(Specs.Reclaim);
            Assert.Empty(manual.Expire());
        }

        Assert.IsType<LeaseRenewal>(manual.Reply(Ask.Renew(lease)));
    }

    [Fact]
    public void Where_reclaiming_is_manual_a_revoked_lease_still_ends()
    {
        var manual = new TestShard(Specs.Made(Specs.Settings("10.0.0.0/16") with { Reclaim = ReclaimPolicy.Manual }), "10.0.0.0/22");
        manual.Reply(Ask.ReleaseByOperator(manual.Acquire("a")));

        manual.Pass(Specs.Reclaim);

        Assert.IsType<LeaseExpired>(Assert.Single(manual.Expire()));
    }

    [Fact]
    public void Every_due_lease_expires_and_no_other()
    {
        shard.Acquire("a");
        shard.Pass(TimeSpan.FromSeconds(1));
        shard.Acquire("b");
        shard.Pass(TimeSpan.FromSeconds(1));
        shard.Acquire("c");

        shard.Pass(Specs.Reclaim - TimeSpan.FromSeconds(1));

        Assert.Equal([new NodeId("a"), new NodeId("b")], shard.Expire().Cast<LeaseExpired>().Select(expired => expired.Node));
    }
}
