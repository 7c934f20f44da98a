using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Leases;

public sealed class SuspicionTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/16"));

    private readonly TestShard shard = new(Pool, "10.0.0.0/22");

    [Theory]
    [InlineData(5, 5)]
    [InlineData(300, 300)]
    [InlineData(24 * 3600, 300)]
    public void A_holder_is_suspected_after_its_time_to_live_and_after_five_minutes_at_most(int timeToLive, int suspectAfter) =>
        Assert.Equal(TimeSpan.FromSeconds(suspectAfter), (Pool.Timing with { TimeToLive = TimeSpan.FromSeconds(timeToLive) }).SuspectAfter);

    [Fact]
    public void A_silent_holder_is_suspected_once_and_keeps_what_it_has()
    {
        var lease = shard.Acquire("a");
        shard.Pass(Pool.Timing.SuspectAfter - Tick);
        Assert.Empty(shard.Suspect());

        shard.Pass(Tick);

        Assert.Equal([new LeaseSuspected(shard.Now.WallClock, lease.Node, lease.Epoch)], shard.Suspect());
        Assert.Empty(shard.Suspect());
        Assert.Equal((LeaseState.Suspect, lease.Subnets[0]), (Present.State, Present.Subnets[0]));
        Assert.False(shard.State.Space[lease.Subnets[0].Family].IsFree(lease.Subnets[0]));
    }

    [Fact]
    public void A_suspect_that_renews_is_active_again_and_can_be_suspected_again()
    {
        var lease = Silent();

        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(lease)));

        Assert.Equal([new LeaseHeardAgain(shard.Now.WallClock, lease.Node, lease.Epoch)], shard.Written);
        Assert.Equal(LeaseState.Active, Present.State);
        shard.State.Extend(lease.Node, lease.Epoch, Pool.Timing.TimeToLive, shard.Now);
        shard.Pass(Pool.Timing.SuspectAfter);
        Assert.Single(shard.Suspect());
    }

    [Fact]
    public void A_suspect_that_acquires_again_is_active_again_under_its_epoch()
    {
        var lease = Silent();

        var again = shard.Grant(Ask.Acquire("a"));

        Assert.Equal((lease.Epoch, LeaseState.Active), (again.Epoch, again.State));
    }

    [Fact]
    public void Who_is_heard_in_time_is_not_suspected_and_nothing_is_written_for_it()
    {
        var lease = shard.Acquire("a");
        shard.Pass(Pool.Timing.SuspectAfter - Tick);
        Assert.IsType<LeaseRenewal>(shard.Reply(Ask.Renew(lease)));
        shard.State.Extend(lease.Node, lease.Epoch, Pool.Timing.TimeToLive, shard.Now);

        shard.Pass(Pool.Timing.SuspectAfter - Tick);

        Assert.Empty(shard.Written);
        Assert.Empty(shard.Suspect());
    }

    [Fact]
    public void Another_installation_does_not_clear_a_suspect()
    {
        Silent();

        Assert.IsType<NodeIdInUse>(shard.Reply(Ask.Acquire("a") with { Instance = Ask.InstanceOf("other") }));

        Assert.Equal(LeaseState.Suspect, Present.State);
    }

    [Fact]
    public void A_suspect_expires_when_its_time_is_up()
    {
        var lease = Silent();

        shard.Pass(Specs.Reclaim);

        Assert.Equal([new LeaseExpired(shard.Now.WallClock, lease.Node, lease.Epoch)], shard.Expire());
    }

    [Fact]
    public void A_suspect_stays_where_nothing_is_reclaimed()
    {
        var manual = new TestShard(Pool with { Reclaim = ReclaimPolicy.Manual }, "10.0.0.0/22");
        manual.Acquire("a");
        manual.Pass(Specs.Reclaim);

        Assert.Empty(manual.Expire());
        Assert.Single(manual.Suspect());
        manual.Pass(Specs.Reclaim);

        Assert.Empty(manual.Expire());

        Assert.Equal(LeaseState.Suspect, Assert.Single(manual.State.Leases).State);
    }

    [Fact]
    public void Who_is_revoked_or_gone_is_not_suspected()
    {
        shard.Reply(Ask.ReleaseByOperator(shard.Acquire("a")));
        shard.Release(shard.Acquire("b"));

        shard.Pass(Pool.Timing.SuspectAfter);

        Assert.Empty(shard.Suspect());
    }

    [Fact]
    public void A_take_over_keeps_suspects_and_gives_all_others_their_time_anew()
    {
        Silent();
        shard.Acquire("b");
        shard.Pass(Pool.Timing.SuspectAfter - Tick);

        var successor = new TestShard(shard);

        Assert.Equal(LeaseState.Suspect, Assert.Single(successor.State.Leases, lease => lease.Node.Value == "a").State);
        successor.Pass(Pool.Timing.SuspectAfter - Tick);
        Assert.Empty(successor.Suspect());
        successor.Pass(Tick);
        Assert.Equal("b", Assert.Single(successor.Suspect()).Node.Value);
    }

    [Fact]
    public void Time_in_which_nobody_could_be_heard_does_not_count()
    {
        shard.Acquire("a");
        shard.State.Postpone(TimeSpan.FromSeconds(30));
        shard.Pass(Pool.Timing.SuspectAfter);

        Assert.Empty(shard.Suspect());
    }

    private Lease Present => Assert.Single(shard.State.Leases);

    private Lease Silent()
    {
        var lease = shard.Acquire("a");
        shard.Pass(Pool.Timing.SuspectAfter);
        Assert.Single(shard.Suspect());
        return lease;
    }
}
