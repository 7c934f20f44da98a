using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Shards;

/// <summary>How a shard goes by what its pool becomes, and what it promises to those who were told something else before.</summary>
public sealed class ChangingPoolTests
{
    private static readonly TimeSpan Old = Specs.TimeToLive;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OldReclaim = Specs.Reclaim;
    private static readonly TimeSpan ShortReclaim = Short + TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);
    private static readonly PoolSpec Pool = Specs.Made(Specs.Settings("10.0.0.0/22") with { ShardCount = 1, Ipv4 = new SubnetSizing(24) });
    private static readonly ShardKey Key = Pool.Shards.Single();

    private ShardCore core = new(Key, firstRequest: 100, _ => { });
    private TimeSpan elapsed = TimeSpan.FromHours(1);

    public ChangingPoolTests()
    {
        core.State.Apply(new ShardActivated(DateTimeOffset.UnixEpoch, default, Pool), Now);
        core.OnActivated(Now);
        Tell(new BlocksOffered(1, Side(null, "10.0.0.0/22")));
    }

    private Moment Now => new(elapsed, DateTimeOffset.UnixEpoch + elapsed);

    [Fact]
    public void Newer_settings_are_taken_and_confirmed()
    {
        var taken = Assert.IsType<PoolTaken>(Assert.Single(Tell(new TakePool(Side(Version(2))))));

        Assert.Equal((2, null), (taken.Side.PoolVersion, taken.Holdings));
        Assert.Equal(2, core.State.Pool!.Version);
    }

    [Fact]
    public void Older_settings_change_nothing_and_are_answered_with_what_is_known()
    {
        Tell(new TakePool(Side(Version(3))));

        var batch = Decide(new TakePool(Side(Version(2))));

        Assert.Empty(batch.Writes);
        Assert.Equal(3, Assert.IsType<PoolTaken>(Assert.Single(Answers(batch))).Side.PoolVersion);
    }

    [Fact]
    public void Settings_come_before_the_grant_that_comes_with_them()
    {
        var batch = Decide(new BlocksOffered(1, Side(Version(2), 2, "10.0.8.0/24")));

        Assert.Collection(batch.Writes.SelectMany(write => write), change => Assert.IsType<ShardPoolChanged>(change), change => Assert.IsType<BlocksReceived>(change));
    }

    [Fact]
    public void Who_waits_for_space_asks_anew_by_the_new_settings()
    {
        Fill();
        Tell(Ask.Acquire("late"));
        var first = core.NextRequest(Now)!;
        Assert.Null(core.NextRequest(Now));

        Tell(new TakePool(Side(Version(2))));

        var second = core.NextRequest(Now)!;
        Assert.Equal((1, 2), (first.Side.PoolVersion, second.Side.PoolVersion));
        Assert.False(second.MayEndQuarantine);
    }

    [Fact]
    public void A_shorter_time_to_live_moves_no_deadline_back()
    {
        Acquire("a");

        Tell(new TakePool(Side(Version(2, Short))));
        Renew("a");

        elapsed += OldReclaim - Instant;
        Assert.Empty(Expired());
        elapsed += Instant;
        Assert.Single(Expired());
    }

    [Fact]
    public void What_a_holder_is_told_counts_and_not_what_the_pool_has_by_then()
    {
        Acquire("a");
        elapsed += Old / 2;
        var proving = Decide(Ask.Renew(core.State.Leases.Single()));
        Decide(new TakePool(Side(Version(2, Short))));
        elapsed += TimeSpan.FromSeconds(3);

        Assert.Equal(Old, Assert.IsType<LeaseRenewal>(Assert.IsType<ShardAnswer>(Assert.Single(Answers(proving))).Reply).TimeToLive);

        elapsed += OldReclaim - Instant;
        Assert.Empty(Expired());
        elapsed += Instant;
        Assert.Single(Expired());
    }

    [Fact]
    public void A_take_over_after_a_shorter_time_to_live_gives_the_longer_one_that_was_told()
    {
        Acquire("a");
        Tell(new TakePool(Side(Version(2, Short))));

        TakeOver();

        elapsed += OldReclaim - Instant;
        Assert.Empty(Expired());
        elapsed += Instant;
        Assert.Single(Expired());
    }

    [Fact]
    public void When_nobody_can_count_on_it_any_more_the_longer_time_is_settled_and_a_take_over_gives_the_short_one()
    {
        Acquire("a");
        Tell(new TakePool(Side(Version(2, Short))));
        elapsed += OldReclaim - Instant;
        Renew("a");
        Assert.DoesNotContain(Ticked(), change => change is TimeToLiveSettled);
        elapsed += 2 * Instant;
        Assert.Contains(Ticked(), change => change is TimeToLiveSettled);

        TakeOver();

        elapsed += ShortReclaim - Instant;
        Assert.Empty(Expired());
        elapsed += Instant;
        Assert.Single(Expired());
    }

    [Fact]
    public void A_take_over_counts_as_if_all_had_been_told_the_longer_time_just_then()
    {
        Acquire("a");
        Tell(new TakePool(Side(Version(2, Short))));
        elapsed += OldReclaim - Instant;
        TakeOver();
        elapsed += OldReclaim;

        Assert.DoesNotContain(Ticked(), change => change is TimeToLiveSettled);
        elapsed += Instant;
        Assert.Contains(Ticked(), change => change is TimeToLiveSettled);
    }

    [Fact]
    public void A_late_copy_of_a_request_does_not_shorten_what_its_sender_may_believe()
    {
        Acquire("a");
        var lease = core.State.Leases.Single();
        Tell(Ask.ReleaseByOperator(lease));
        Tell(new TakePool(Side(Version(2, Short))));

        Acquire("a");

        elapsed += OldReclaim - Instant;
        Assert.Empty(Expired());
        elapsed += Instant;
        Assert.Single(Expired());
    }

    [Fact]
    public void A_cordoned_shard_grants_nothing_new_and_keeps_its_holders()
    {
        Acquire("a");
        Tell(new TakePool(Side(Version(2) with { IsCordoned = true })));

        Assert.Equal(new PoolCordoned(IsClosing: false), Reply(Ask.Acquire("b")));
        Assert.IsType<LeaseGrant>(Reply(Ask.Acquire("a")));
        Renew("a");
        Assert.IsType<LeaseEnd>(Reply(Ask.ReleaseByHolder(core.State.Leases.Single())));
        Assert.Equal(new PoolCordoned(IsClosing: false), Reply(Ask.Acquire("a")));
    }

    [Fact]
    public void A_cordoned_shard_gives_a_node_its_own_subnet_anew_and_a_closed_one_does_not()
    {
        Acquire("a");
        var lease = core.State.Leases.Single();
        Tell(new TakePool(Side(Version(2) with { IsCordoned = true })));
        var again = Assert.IsType<LeaseGrant>(Reply(Ask.Acquire("a") with { BurntEpoch = lease.Epoch })).Lease;
        Assert.Equal(lease.Subnets, again.Subnets);

        Tell(new TakePool(Side(Version(3) with { IsClosing = true })));

        Assert.Equal(new PoolCordoned(IsClosing: true), Reply(Ask.Acquire("a") with { BurntEpoch = again.Epoch }));
        Assert.IsType<LeaseGrant>(Reply(Ask.Acquire("a")));
    }

    [Fact]
    public void Who_waits_for_space_is_refused_when_the_pool_is_cordoned()
    {
        Fill();
        Tell(Ask.Acquire("late"));

        var answers = Tell(new TakePool(Side(Version(2) with { IsCordoned = true })));

        Assert.Equal(new PoolCordoned(IsClosing: false), answers.OfType<ShardAnswer>().Single().Reply);
    }

    [Fact]
    public void A_closed_shard_says_what_is_held()
    {
        Acquire("b");
        Acquire("a");
        Tell(Ask.ReleaseByHolder(Lease("b")));

        var taken = Tell(new TakePool(Side(Version(2) with { IsClosing = true }))).OfType<PoolTaken>().Single();

        Assert.Equal(new ShardHoldings(1, [new NodeId("a")], core.State.HighestEpoch), taken.Holdings);
    }

    [Fact]
    public void A_closed_shard_does_not_say_that_there_is_no_lease()
    {
        Acquire("a");
        var lease = Lease("a");
        Tell(new TakePool(Side(Version(2) with { IsClosing = true })));
        Renew("a");
        Tell(Ask.ReleaseByHolder(lease));

        Assert.Equal(new PoolCordoned(IsClosing: true), Reply(Ask.Renew(lease)));
        Assert.Equal(new PoolCordoned(IsClosing: true), Reply(Ask.ReleaseByHolder(lease with { Epoch = lease.Epoch.Next })));
    }

    [Fact]
    public void A_closed_shard_stays_closed_whatever_it_hears_late()
    {
        Tell(new TakePool(Side(Version(3) with { IsClosing = true })));

        Tell(new TakePool(Side(Version(2))));
        Tell(new BlocksOffered(1, Side(Version(2), 2, "10.0.8.0/24")));

        Assert.Equal(new PoolCordoned(IsClosing: true), Reply(Ask.Acquire("a")));
        Assert.True(core.MustAskForPool);
    }

    private static PoolSpec Version(long version, TimeSpan? timeToLive = null) =>
        Pool with { Version = version, Timing = Pool.Timing with { TimeToLive = timeToLive ?? Old } };

    private static PoolSide Side(PoolSpec? pool, params ImmutableArray<string> blocks) => Side(pool, 1, blocks);

    private static PoolSide Side(PoolSpec? pool, long number, params ImmutableArray<string> blocks) => new(
        blocks.IsEmpty ? null : new BlockGrant(number, [.. blocks.Select(Prefix.Parse)], Epoch.None),
        ConfirmedReturn: 0)
    {
        Pool = pool,
    };

    private void TakeOver()
    {
        var successor = new ShardCore(Key, firstRequest: 500, _ => { });
        successor.State.Restore(core.State.ToSnapshot(), Now);
        successor.State.Apply(new ShardActivated(DateTimeOffset.UnixEpoch, default, core.State.Pool!), Now);
        successor.OnActivated(Now);
        core = successor;
    }

    private Lease Lease(string node) => core.State.TryGetLease(new NodeId(node), out var lease) ? lease : throw new InvalidOperationException($"{node} has no lease");

    private void Acquire(string node) => Assert.IsType<LeaseGrant>(Reply(Ask.Acquire(node)));

    private void Fill()
    {
        foreach (var node in new[] { "f1", "f2", "f3", "f4" })
        {
            Acquire(node);
        }
    }

    private void Renew(string node) => Assert.IsType<LeaseRenewal>(Reply(Ask.Renew(Lease(node))));

    private LeaseReply Reply(LeaseCommand command) => Assert.IsType<ShardAnswer>(Assert.Single(Tell(command))).Reply;

    /// <summary>Ticks often enough that no time counts as slept through.</summary>
    private List<ShardEvent> Ticked()
    {
        var batch = Decide(new Tick());
        return [.. batch.Writes.SelectMany(write => write)];
    }

    private List<LeaseExpired> Expired()
    {
        var due = new List<LeaseExpired>();
        while (core.State.Deadlines.TryTakeDue(elapsed, out var node, out var what))
        {
            if (ExpiryRules.Decide(core.State, node.Value, what, Now) is { } change)
            {
                core.State.Apply(change, Now);
                due.AddRange(new[] { change }.OfType<LeaseExpired>());
            }
        }

        return due;
    }

    private List<object> Tell(object message) => Answers(Decide(message));

    private Batch<ShardEvent> Decide(object message)
    {
        var batch = new Batch<ShardEvent>(change => core.State.Apply(change, Now), AllocationSerializer.RoomFor, int.MaxValue);
        core.Decide(new Command(message, Akka.Actor.ActorRefs.Nobody), batch, Now);
        return batch;
    }

    private List<object> Answers(Batch<ShardEvent> batch) => [.. batch.Answers.Select(answer => answer.Message(new Committed(default, Now)))];
}
