using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Tests.Leasing;

/// <summary>A node that holds 10.244.1.0/24 with epoch 5, moves to 10.244.60.0/24 with epoch 9, and has only that with epoch 10.</summary>
public sealed class LeaseMoveTests
{
    private const string Old = "10.244.1.0/24";
    private const string New = "10.244.60.0/24";
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
    private static readonly HeldLease Before = Grant(5, [Old]);
    private static readonly HeldLease Both = Grant(9, [New, Old], [Old]);
    private static readonly HeldLease Rest = Grant(9, [New]);
    private static readonly HeldLease After = Grant(10, [New]);

    /// <summary>What the agent has come to, step by step.</summary>
    public enum Step
    {
        Granted,
        HasBoth,
        TakingDown,
        GivenUp,
        Moved,
    }

    public static TheoryData<Step> Steps => [.. Enum.GetValues<Step>()];

    [Fact]
    public void A_lease_that_has_both_is_taken_without_a_fence_or_a_renumbering()
    {
        var node = At(Step.Granted);

        Assert.Equal((LeasePhase.Configuring, Both), (node.Situation.Phase, node.Situation.Lease));
        Assert.Equal(DataPlaneMode.Normal, LeaseView.Of(node.Situation).Mode);
        Assert.Equal([New, Old], Texts(LeaseView.Of(node.Situation).Lease!));
        Assert.Null(node.Situation.LeaveAt);
        Assert.Equal((Both, null), (node.Disk.Lease!.Lease, node.Disk.GivenUp));
    }

    [Fact]
    public void The_window_begins_when_the_host_has_both_and_goes_on_however_often_that_is_found()
    {
        var node = At(Step.Granted);

        node.Apply(now => new LeaseInput.Configured(now, Before.Epoch, Before.Subnets)); // found before the grant
        Assert.Null(node.Situation.LeaveAt);

        node.Configure();
        var due = node.Now + Window;
        Assert.Equal((LeasePhase.Held, due), (node.Situation.Phase, node.Situation.LeaveAt));

        node.Pass(19.9);
        node.Configure();
        Assert.Equal(due, node.Situation.LeaveAt);
        Assert.Empty(node.Situation.TakingDown);
        Assert.Equal(due, node.Situation.NextDue(node.Now + TimeSpan.FromHours(1)));

        node.Pass(0.1);
        Assert.Equal([Old], node.Situation.TakingDown.Select(subnet => subnet.ToString()));
    }

    [Fact]
    public void What_is_taken_down_is_believed_in_until_the_host_is_found_without_it()
    {
        var node = At(Step.TakingDown);
        Assert.Equal(Both, node.Situation.Lease);
        Assert.Equal([New], Texts(node.Situation.HostLease!));
        Assert.False(node.Situation.WantsGrant);

        node.Apply(now => new LeaseInput.Configured(now, Both.Epoch, Both.Subnets)); // found before it was taken down
        Assert.Equal((Both, null), (node.Situation.Lease, node.Situation.GivenUp));
        Assert.Equal((Both, null), (node.Disk.Lease!.Lease, node.Disk.GivenUp));
    }

    [Fact]
    public void Rule_7_What_was_given_up_is_erased_and_remembered_on_the_disk_before_anybody_is_told()
    {
        var node = At(Step.TakingDown);

        var need = node.Configure();

        Assert.Equal(SavingNeed.GivenUp, need);
        Assert.Equal(Rest, node.Disk.Lease!.Lease);
        Assert.Equal(new GivenUpSubnets(Both.Epoch, [Prefix.Parse(Old)]), node.Disk.GivenUp);
        Assert.True(node.Situation is { WantsGrant: true, WantsOnlyToMove: true });
        var request = node.Request();
        Assert.Equal(([Old], 9L, 0L, true), (request.GivenUp, request.GivenUpEpoch, request.BurntEpoch, request.AcceptsMove));
    }

    [Fact]
    public void Before_that_nothing_is_given_up_to_anybody() => Assert.All(
        [Step.Granted, Step.HasBoth, Step.TakingDown],
        step => Assert.True(At(step).Request() is { GivenUp.Count: 0, GivenUpEpoch: 0, AcceptsMove: true }));

    [Fact]
    public void The_rest_is_believed_in_and_renewed_under_its_epoch_until_the_next_one_is_granted()
    {
        var node = At(Step.GivenUp);
        var renewed = node.Renew(Both.Epoch);

        Assert.Equal(LeaseTiming.BelievedUntil(renewed, TimeToLive), node.Situation.Deadline);
        Assert.Equal((LeasePhase.Held, Rest), (node.Situation.Phase, node.Situation.Lease));

        node.Grant(After);
        Assert.Equal((LeasePhase.Configuring, After, null, false), (node.Situation.Phase, node.Situation.Lease, node.Situation.GivenUp, node.Situation.WantsGrant));
        Assert.Equal((After, null), (node.Disk.Lease!.Lease, node.Disk.GivenUp));
        Assert.Empty(node.Request().GivenUp);
    }

    [Fact]
    public void An_answer_of_the_same_epoch_that_still_names_it_brings_nothing_back()
    {
        var node = At(Step.GivenUp);

        Assert.True(node.Grant(Both));

        Assert.Equal((LeasePhase.Held, Rest), (node.Situation.Phase, node.Situation.Lease));
        Assert.Equal(node.SentAt, node.Situation.ConfirmedAt);
        Assert.True(node.Situation.WantsGrant);
        Assert.Equal((Rest, new GivenUpSubnets(Both.Epoch, [Prefix.Parse(Old)])), (node.Disk.Lease!.Lease, node.Disk.GivenUp));
    }

    [Fact]
    public void Answers_of_older_epochs_are_outdated()
    {
        var node = At(Step.GivenUp);

        Assert.False(node.Grant(Before));
        Assert.False(node.Grant(Grant(8, [New, Old], [Old])));
        Assert.Equal(Rest, node.Situation.Lease);

        node = At(Step.Moved);
        Assert.False(node.Grant(Both));
        Assert.Equal(After, node.Situation.Lease);
    }

    [Fact]
    public void A_higher_epoch_that_names_it_gives_it_anew()
    {
        var node = At(Step.GivenUp);

        node.Grant(Grant(12, [Old]));

        Assert.Equal([Old], Texts(node.Situation.Lease!));
        Assert.Null(node.Situation.GivenUp);
        Assert.Equal(LeasePhase.Renumbering, node.Situation.Phase);
    }

    [Fact]
    public void While_nobody_confirms_the_lease_or_a_clock_is_in_doubt_nothing_is_given_up()
    {
        var silent = At(Step.HasBoth, Both with { TimeToLive = TimeSpan.FromHours(24), MoveWindow = TimeSpan.FromSeconds(100) });
        silent.Pass(150);
        Assert.Equal(LeasePhase.Stale, silent.Situation.Phase);
        Assert.Empty(silent.Situation.TakingDown);

        silent.Renew(Both.Epoch);
        silent.Pass(0.5);
        Assert.Equal(LeasePhase.Held, silent.Situation.Phase);
        Assert.NotEmpty(silent.Situation.TakingDown);

        var doubtful = At(Step.HasBoth);
        doubtful.Leap(30);
        Assert.Equal(LeasePhase.Suspect, doubtful.Situation.Phase);
        Assert.Empty(doubtful.Situation.TakingDown);
    }

    [Theory]
    [InlineData(Step.HasBoth)]
    [InlineData(Step.TakingDown)]
    public void Before_it_is_given_up_all_of_it_lapses_and_comes_back_together_with_a_window_of_its_own(Step step)
    {
        var node = At(step);
        node.Pass(95);
        Assert.Equal((LeasePhase.Lapsed, Both, null), (node.Situation.Phase, node.Situation.Lease, node.Situation.GivenUp));
        Assert.Equal(DataPlaneMode.Fenced, LeaseView.Of(node.Situation).Mode);
        Assert.Empty(node.Request().GivenUp);

        node.Grant(Both);
        Assert.Equal([New, Old], Texts(node.Situation.HostLease!));
        node.Configure();
        Assert.Equal((LeasePhase.Held, node.Now + Window), (node.Situation.Phase, node.Situation.LeaveAt));
    }

    [Fact]
    public void After_it_was_given_up_only_the_rest_lapses_and_comes_back()
    {
        var node = At(Step.GivenUp);
        node.Pass(95);
        Assert.Equal((LeasePhase.Lapsed, Rest), (node.Situation.Phase, node.Situation.Lease));
        Assert.Equal([Old], node.Request().GivenUp);
        Assert.Equal([New], node.Request().PreferredSubnets);

        node.Grant(Both);

        Assert.Equal((LeasePhase.Configuring, Rest), (node.Situation.Phase, node.Situation.Lease));
        Assert.Equal(Rest, node.Disk.Lease!.Lease);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Taken_back_all_of_it_is_given_up_at_once(Step step)
    {
        var node = At(step);
        node.Deny();

        Assert.Equal((LeasePhase.Revoked, null, null), (node.Situation.Phase, node.Situation.Lease, node.Situation.GivenUp));
        Assert.Empty(node.Situation.TakingDown);
        Assert.Equal((node.Situation.Burnt, null, null), (node.Disk.Burnt, node.Disk.Lease, node.Disk.GivenUp));
        Assert.False(node.Grant(Both));
    }

    [Fact]
    public void The_pools_window_counts_as_it_is_now()
    {
        var node = At(Step.HasBoth);
        node.Pass(5);

        node.Grant(Both with { MoveWindow = TimeSpan.FromSeconds(6) });
        node.Pass(0.9);
        Assert.Empty(node.Situation.TakingDown);
        node.Pass(0.1);
        Assert.NotEmpty(node.Situation.TakingDown);
    }

    [Fact]
    public void A_grant_meanwhile_begins_anew_with_what_it_names()
    {
        var node = At(Step.TakingDown);

        node.Grant(Grant(11, ["10.244.70.0/24", New, Old], [New, Old]));
        Assert.Equal(["10.244.70.0/24", New, Old], Texts(node.Situation.HostLease!));
        Assert.Equal(LeasePhase.Configuring, node.Situation.Phase);

        node.Configure();
        node.Pass(20);
        node.Configure();
        Assert.Equal(([New, Old], 11L), (node.Request().GivenUp, node.Request().GivenUpEpoch));
        Assert.Equal(["10.244.70.0/24"], Texts(node.Situation.Lease!));
    }

    [Fact]
    public void Both_address_families_move_together()
    {
        var node = At(Step.TakingDown, Grant(9, [New, Old, "fd00:0:0:60::/64", "fd00:0:0:1::/64"], [Old, "fd00:0:0:1::/64"]));

        node.Configure();

        Assert.Equal([Old, "fd00:0:0:1::/64"], node.Request().GivenUp);
        Assert.Equal([New, "fd00:0:0:60::/64"], Texts(node.Situation.Lease!));
    }

    [Fact]
    public void Where_an_older_agent_has_forgotten_what_was_given_up_it_stays_given_up()
    {
        var node = At(Step.GivenUp);
        node.Disk = node.Disk with { GivenUp = null };
        node.Restart();

        Assert.True(node.Grant(Both));

        Assert.Equal(Rest, node.Situation.Lease);
        Assert.Equal((Rest, new GivenUpSubnets(Both.Epoch, [Prefix.Parse(Old)])), (node.Disk.Lease!.Lease, node.Disk.GivenUp));
        Assert.Equal([Old], node.Request().GivenUp);
    }

    [Fact]
    public void Where_an_older_agent_has_forgotten_what_is_to_be_left_the_next_answer_tells_it()
    {
        var node = At(Step.HasBoth);
        node.Disk = node.Disk with { Lease = node.Disk.Lease! with { Lease = Grant(9, [New, Old]), BothSince = null } };
        node.Restart();
        Assert.Null(node.Situation.LeaveAt);

        node.Grant(Both);
        node.Configure();

        Assert.Equal((LeasePhase.Held, node.Now + Window), (node.Situation.Phase, node.Situation.LeaveAt));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Restarted_after_any_step_the_agent_believes_in_what_was_saved_and_finishes(Step step)
    {
        var node = At(step);
        var (lease, leaveAt) = (node.Situation.Lease, node.Situation.LeaveAt);

        node.Restart();

        Assert.Equal((LeasePhase.Held, lease), (node.Situation.Phase, node.Situation.Lease));
        Assert.Equal(step is Step.GivenUp ? [Old] : [], node.Request().GivenUp);
        Assert.Equal(leaveAt, node.Situation.LeaveAt);
        Assert.Equal(step == Step.TakingDown, !node.Situation.TakingDown.IsEmpty);
        AssertFinishes(node);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void After_a_reboot_nothing_is_believed_before_it_is_granted_and_what_was_given_up_stays_so(Step step)
    {
        var node = At(step);

        node.Restart(new BootId("the next"));
        Assert.Equal((LeasePhase.Acquiring, null), (node.Situation.Phase, node.Situation.Lease));
        Assert.Equal(step is Step.GivenUp ? [Old] : [], node.Request().GivenUp);

        Assert.True(node.Grant(step == Step.Moved ? After : Both));
        Assert.Equal(step < Step.GivenUp ? [New, Old] : [New], Texts(node.Situation.Lease!));
        Assert.Null(node.Situation.LeaveAt); // the window begins anew
        AssertFinishes(node);
    }

    [Fact]
    public void After_a_reboot_an_answer_from_before_the_move_is_outdated_where_the_old_subnet_was_given_up()
    {
        var node = At(Step.GivenUp);
        node.Restart(new BootId("the next"));

        Assert.False(node.Grant(Before));
        Assert.Null(node.Situation.Lease);
    }

    [Fact]
    public void What_was_not_yet_on_the_disk_was_not_given_up()
    {
        var node = At(Step.TakingDown);
        var disk = node.Disk;
        node.Configure();
        node.Disk = disk; // the machine crashed before it was

        node.Restart();

        Assert.Equal((Both, null), (node.Situation.Lease, node.Situation.GivenUp));
        AssertFinishes(node);
    }

    [Fact]
    public void Without_a_saved_beginning_of_the_window_it_begins_anew()
    {
        var node = At(Step.Granted);
        var disk = node.Disk;
        node.Configure();
        node.Pass(15);
        node.Disk = disk;

        node.Restart();
        Assert.Null(node.Situation.LeaveAt);
        node.Configure();

        Assert.Equal(node.Now + Window, node.Situation.LeaveAt);
    }

    [Fact]
    public void A_window_that_was_over_while_the_agent_was_dead_is_over()
    {
        var node = At(Step.HasBoth);
        node.Now += TimeSpan.FromSeconds(30);

        node.Restart();

        Assert.Equal([New], Texts(node.Situation.HostLease!));
    }

    [Fact]
    public void That_the_node_has_to_move_is_known_until_a_renewal_says_otherwise()
    {
        var node = new MovingNode();
        node.Grant(Before);
        node.Configure();

        node.Renew(Before.Epoch, mustMove: true);
        Assert.True(node.Situation is { MustMove: true, WantsGrant: true, WantsOnlyToMove: true, Phase: LeasePhase.Held });
        Assert.Equal(Before, node.Situation.Lease);

        Assert.True(node.Grant(Before)); // there is no other subnet
        Assert.True(node.Situation is { MustMove: true, WantsGrant: true, WantsOnlyToMove: true });

        node.Renew(Before.Epoch);
        Assert.True(node.Situation is { MustMove: false, WantsGrant: false });
    }

    [Fact]
    public void A_grant_that_gives_another_subnet_is_what_came_of_it()
    {
        var node = new MovingNode();
        node.Grant(Before);
        node.Configure();
        node.Renew(Before.Epoch, mustMove: true);

        node.Grant(Both);

        Assert.True(node.Situation is { MustMove: false, WantsGrant: false });
    }

    [Fact]
    public void The_status_says_where_a_move_stands()
    {
        var node = new MovingNode();
        node.Grant(Before);
        node.Configure();
        node.Renew(Before.Epoch, mustMove: true);
        Assert.Equal("Holding 10.244.1.0/24 (pool default, epoch 5); has to move, asking for another subnet.", LeaseStatus.Of(node.Situation));

        Assert.All(
            new[]
            {
                (Step.Granted, "Setting the host up for 10.244.60.0/24 (pool default, epoch 9, leaving 10.244.1.0/24)."),
                (Step.HasBoth, "Holding 10.244.60.0/24 (pool default, epoch 9, leaving 10.244.1.0/24); has both until 2030-01-01T00:00Z."),
                (Step.TakingDown, "Holding 10.244.60.0/24 (pool default, epoch 9, leaving 10.244.1.0/24); taking 10.244.1.0/24 off the host."),
                (Step.GivenUp, "Holding 10.244.60.0/24 (pool default, epoch 9); has given up 10.244.1.0/24 (epoch 9), which no coordinator has ended yet."),
                (Step.Moved, "Holding 10.244.60.0/24 (pool default, epoch 10)."),
            },
            expected => Assert.Equal(expected.Item2, LeaseStatus.Of(At(expected.Item1).Situation)));
    }

    /// <summary>From wherever it is, the move comes to its end, and at no time is something believed in again that was given up.</summary>
    private static void AssertFinishes(MovingNode node)
    {
        node.Configure();
        node.Pass(20);
        node.Configure();
        if (node.Situation.Lease!.Epoch < After.Epoch)
        {
            Assert.Equal(([Old], 9L), (node.Request().GivenUp, node.Request().GivenUpEpoch));
            Assert.Equal([New], Texts(node.Situation.Lease!));
            node.Grant(Both);
            Assert.Equal([New], Texts(node.Situation.Lease!));
            node.Grant(After);
            node.Configure();
        }

        Assert.Equal((LeasePhase.Held, After, null), (node.Situation.Phase, node.Situation.Lease, node.Situation.GivenUp));
        Assert.Equal((After, null), (node.Disk.Lease!.Lease, node.Disk.GivenUp));
    }

    private static MovingNode At(Step step, HeldLease? both = null)
    {
        var node = new MovingNode();
        node.Grant(Before);
        node.Configure();
        node.Pass(1);
        node.Grant(both ?? Both);
        if (step >= Step.HasBoth)
            node.Configure();
        if (step >= Step.TakingDown)
            node.Pass(20);
        if (step >= Step.GivenUp)
            node.Configure();
        if (step >= Step.Moved)
        {
            node.Grant(After);
            node.Configure();
        }

        return node;
    }

    private static HeldLease Grant(long epoch, string[] subnets, params string[] leaving) =>
        new("default", [.. subnets.Select(Prefix.Parse)], new Epoch(epoch), TimeToLive, [Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd00::/48")])
        {
            Leaving = [.. leaving.Select(Prefix.Parse)],
            MoveWindow = Window,
        };

    private static IEnumerable<string> Texts(HeldLease lease) => lease.Subnets.Select(subnet => subnet.ToString());

    /// <summary>The machine with its disk, as the keeper uses it, without anybody to talk to.</summary>
    private sealed class MovingNode
    {
        private static readonly DateTimeOffset Wall = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private static readonly Instant Start = new(TimeSpan.FromSeconds(100));

        private BootId _boot = new("this boot");
        private long _number;

        public MovingNode() => Restart();

        public Instant Now { get; set; } = Start;

        public Instant SentAt { get; private set; }

        public LeaseSituation Situation { get; private set; } = LeaseSituation.Initial;

        /// <summary>What is on the disk, through the bytes that it has there.</summary>
        public AgentState Disk { get; set; } = new()
        {
            Node = NodeId.TryParse("n1", out var node) ? node : default,
            Instance = new InstanceId(1),
            Pool = "default",
        };

        public void Restart(BootId? boot = null)
        {
            _boot = boot ?? _boot;
            Disk = StateCodec.Decode(StateCodec.Encode(Disk));
            Situation = LeaseSituation.Initial;
            Apply(now => new LeaseInput.Started(now, Wall + (now - Start), _boot, Disk.Lease, Disk.Burnt) { GivenUp = Disk.GivenUp });
        }

        public SavingNeed Apply(Func<Instant, LeaseInput> input)
        {
            var before = Situation;
            Situation = LeaseMachine.Step(before, input(Now));
            var need = LeaseSaving.NeedAfter(before, Situation);
            Disk = need switch
            {
                SavingNeed.Nothing => Disk,
                SavingNeed.Burnt => LeaseSaving.Burnt(Disk, Situation),
                _ => LeaseSaving.Extended(Disk, Situation, _boot),
            };
            return need;
        }

        /// <summary>The reconciler finds the host to be what it was told.</summary>
        public SavingNeed Configure() => Apply(now => new LeaseInput.Configured(now, Situation.HostLease!.Epoch, Situation.HostLease.Subnets));

        /// <summary>An answer to AcquireLease, sent a moment ago. True if it was taken.</summary>
        public bool Grant(HeldLease lease)
        {
            SentAt = Now;
            var granted = new LeaseInput.Granted(Now, SentAt, lease);
            if (!LeaseMachine.Takes(Situation, granted))
            {
                Assert.Equal(Situation, LeaseMachine.Step(Situation, granted));
                return false;
            }

            Disk = LeaseSaving.Adopted(Disk, LeaseMachine.Step(Situation, granted), _boot, new LeaseToken(1));
            Apply(_ => granted);
            return true;
        }

        public Instant Renew(Epoch epoch, bool mustMove = false)
        {
            var sentAt = Now;
            Apply(now => new LeaseInput.RenewalSent(now, ++_number, Jitter: 0));
            Apply(now => new LeaseInput.Renewed(now, _number, epoch, Situation.Lease!.TimeToLive) { MustMove = mustMove });
            return sentAt;
        }

        public void Deny()
        {
            Apply(now => new LeaseInput.RenewalSent(now, ++_number, Jitter: 0));
            Apply(now => new LeaseInput.Denied(now, _number));
        }

        public void Pass(double seconds)
        {
            for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end;)
            {
                Now = Instant.Min(Now + TimeSpan.FromSeconds(0.5), end);
                Apply(now => new LeaseInput.Ticked(now, Wall + (now - Start)));
            }
        }

        public void Leap(double seconds)
        {
            Now += TimeSpan.FromSeconds(seconds);
            Apply(now => new LeaseInput.Ticked(now, Wall + (now - Start)) { IsDoubtful = true });
        }

        public Contracts.V1.AcquireLeaseRequest Request() =>
            LeaseRequests.Acquire(new NodeProfile(Disk.Node, "default", BackendKind.HostGateway, [], ImmutableSortedDictionary<string, string>.Empty, [], 0, 0), Disk, 1, Situation, "request");
    }
}
