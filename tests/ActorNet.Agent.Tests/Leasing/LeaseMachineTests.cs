using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Tests.Leasing;

public sealed class LeaseMachineTests
{
    private static readonly DateTimeOffset Wall = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly BootId Boot = new("this boot");
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(90);
    private static readonly HeldLease Lease = Grant(5, "10.244.1.0/24");

    public static TheoryData<string> BelievingPhases => [nameof(LeasePhase.Configuring), nameof(LeasePhase.Held), nameof(LeasePhase.Stale), nameof(LeasePhase.Suspect), nameof(LeasePhase.Renumbering)];

    [Fact]
    public void Without_a_saved_lease_one_is_asked_for()
    {
        var situation = LeaseMachine.Step(LeaseSituation.Initial, new LeaseInput.Started(At(0), Wall, Boot, null, Epoch.None));

        Assert.Equal(LeasePhase.Acquiring, situation.Phase);
        Assert.True(situation.WantsGrant);
        Assert.False(situation.Believes);
    }

    [Fact]
    public void Rule_9_A_saved_lease_of_this_boot_is_believed_until_its_deadline()
    {
        Assert.Equal(LeasePhase.Held, Start(new SavedLease(Lease, Boot, At(101)), now: 100).Phase);
        Assert.Equal(LeasePhase.Lapsed, Start(new SavedLease(Lease, Boot, At(100)), now: 100).Phase);
        Assert.Equal(LeasePhase.Acquiring, Start(new SavedLease(Lease, new BootId("another"), At(101)), now: 100).Phase);
    }

    [Fact]
    public void A_believed_saved_lease_is_renewed_and_introduced_at_once()
    {
        var situation = Start(new SavedLease(Lease, Boot, At(200)), now: 100);

        Assert.True(situation.IsRenewalDue(At(100)));
        Assert.True(situation.WantsGrant);
        Assert.Equal(At(200), situation.Deadline);
    }

    [Fact]
    public void A_changed_profile_is_introduced_again_and_changes_nothing_else()
    {
        var held = LeaseMachine.Step(LeaseMachine.Step(Acquiring(), new LeaseInput.Granted(At(100), At(100), Lease)), new LeaseInput.Configured(At(101), new Epoch(5), Lease.Subnets));

        var situation = LeaseMachine.Step(held, new LeaseInput.ProfileChanged(At(102)));

        Assert.False(held.WantsGrant);
        Assert.True(situation.WantsGrant);
        Assert.Equal(held with { IntroductionPending = true }, situation);
        Assert.Equal(held, LeaseMachine.Step(situation, new LeaseInput.Granted(At(102), At(100), Lease)));
    }

    [Fact]
    public void Rule_7_A_burnt_epoch_is_not_believed_again()
    {
        var started = new LeaseInput.Started(At(100), Wall, Boot, new SavedLease(Lease, Boot, At(200)), new Epoch(5));

        var situation = LeaseMachine.Step(LeaseSituation.Initial, started);
        situation = LeaseMachine.Step(situation, new LeaseInput.Granted(At(101), At(101), Lease));

        Assert.Equal(LeasePhase.Acquiring, situation.Phase);
        Assert.Null(situation.Lease);
    }

    [Fact]
    public void Rule_4_The_deadline_counts_from_the_moment_of_sending_with_a_margin()
    {
        var situation = LeaseMachine.Step(Acquiring(), new LeaseInput.Granted(At(103), At(100), Lease));

        Assert.Equal(LeasePhase.Configuring, situation.Phase);
        Assert.Equal(At(100 + 90 - 1.8 - 0.05), situation.Deadline);
    }

    [Fact]
    public void A_grant_that_comes_after_its_own_deadline_is_dropped() =>
        Assert.Equal(LeasePhase.Acquiring, LeaseMachine.Step(Acquiring(), new LeaseInput.Granted(At(190), At(100), Lease)).Phase);

    [Fact]
    public void Configured_for_the_epoch_the_lease_is_held()
    {
        var configuring = LeaseMachine.Step(Acquiring(), new LeaseInput.Granted(At(100), At(100), Lease));

        Assert.Equal(LeasePhase.Configuring, LeaseMachine.Step(configuring, new LeaseInput.Configured(At(101), new Epoch(4), Lease.Subnets)).Phase);
        Assert.Equal(LeasePhase.Configuring, LeaseMachine.Step(configuring, new LeaseInput.Configured(At(101), new Epoch(5), [Prefix.Parse("10.244.9.0/24")])).Phase);
        Assert.Equal(LeasePhase.Held, LeaseMachine.Step(configuring, new LeaseInput.Configured(At(101), new Epoch(5), Lease.Subnets)).Phase);
    }

    [Fact]
    public void Rule_4_A_renewal_extends_from_the_moment_its_own_request_was_sent()
    {
        var situation = Send(Held(), number: 1, at: 110);
        situation = Send(situation, number: 2, at: 120);

        situation = LeaseMachine.Step(situation, new LeaseInput.Renewed(At(125), 1, Lease.Epoch, TimeToLive));

        Assert.Equal(LeaseTiming.BelievedUntil(At(110), TimeToLive), situation.Deadline);
        Assert.Equal([2L], situation.Unanswered.Keys);
    }

    [Theory]
    [InlineData(7, 5)] // never sent
    [InlineData(1, 4)] // another epoch
    [InlineData(1, 6)]
    public void Rule_4_An_answer_that_cannot_be_matched_is_dropped(long number, long epoch)
    {
        var situation = Send(Held(), number: 1, at: 110);

        Assert.Equal(situation, LeaseMachine.Step(situation, new LeaseInput.Renewed(At(111), number, new Epoch(epoch), TimeToLive)));
    }

    [Fact]
    public void An_answer_counts_once()
    {
        var situation = LeaseMachine.Step(Send(Held(), 1, 110), new LeaseInput.Renewed(At(111), 1, Lease.Epoch, TimeToLive));

        Assert.Equal(situation, LeaseMachine.Step(situation, new LeaseInput.Renewed(At(112), 1, Lease.Epoch, 10 * TimeToLive)));
    }

    [Fact]
    public void A_shorter_time_to_live_does_not_move_the_deadline_back()
    {
        var situation = Send(Held(), 1, 101);
        var before = situation.Deadline;

        situation = LeaseMachine.Step(situation, new LeaseInput.Renewed(At(102), 1, Lease.Epoch, TimeSpan.FromSeconds(6)));

        Assert.Equal(before, situation.Deadline);
        Assert.Equal(TimeSpan.FromSeconds(6), situation.Lease!.TimeToLive);
    }

    [Theory]
    [MemberData(nameof(BelievingPhases))]
    public void At_the_deadline_every_belief_ends(string phase)
    {
        var situation = InPhase(Enum.Parse<LeasePhase>(phase));

        var (before, after) = (situation.Deadline - TimeSpan.FromTicks(1), situation.Deadline);
        Assert.True(LeaseMachine.Step(situation, new LeaseInput.RenewalLost(before, [], TimeSpan.Zero)).Believes);
        Assert.Equal(LeasePhase.Lapsed, LeaseMachine.Step(situation, new LeaseInput.RenewalLost(after, [], TimeSpan.Zero)).Phase);
    }

    [Theory]
    [MemberData(nameof(BelievingPhases))]
    public void Denied_by_the_owner_every_belief_ends_at_once_and_the_epoch_is_burnt(string phase)
    {
        var situation = Send(InPhase(Enum.Parse<LeasePhase>(phase)), 77, InPhase(Enum.Parse<LeasePhase>(phase)).LastTick.Now.SinceBoot.TotalSeconds);

        situation = LeaseMachine.Step(situation, new LeaseInput.Denied(situation.LastTick.Now, 77));

        Assert.Equal(LeasePhase.Revoked, situation.Phase);
        Assert.Null(situation.Lease);
        Assert.Equal(Lease.Epoch, situation.Burnt);
        Assert.True(situation.WantsGrant);
    }

    [Fact]
    public void A_denial_that_cannot_be_matched_changes_nothing() =>
        Assert.Equal(Held(), LeaseMachine.Step(Held(), new LeaseInput.Denied(At(101), 3)));

    [Fact]
    public void An_answer_after_the_deadline_revives_nothing()
    {
        var situation = Send(Held(), 1, 180);

        situation = LeaseMachine.Step(situation, new LeaseInput.Renewed(situation.Deadline, 1, Lease.Epoch, TimeToLive));

        Assert.Equal(LeasePhase.Lapsed, situation.Phase);
    }

    [Fact]
    public void A_lapsed_lease_that_is_granted_again_is_configured_anew()
    {
        var lapsed = LeaseMachine.Step(Held(), new LeaseInput.Ticked(At(500), Wall));

        var situation = LeaseMachine.Step(lapsed, new LeaseInput.Granted(At(501), At(501), Lease));

        Assert.Equal(LeasePhase.Configuring, situation.Phase);
        Assert.Equal(Lease.Subnets, situation.LatestSubnets);
    }

    [Fact]
    public void Another_subnet_means_renumbering_until_the_host_has_it()
    {
        var lapsed = LeaseMachine.Step(Held(), new LeaseInput.Ticked(At(500), Wall));

        var situation = LeaseMachine.Step(lapsed, new LeaseInput.Granted(At(501), At(501), Grant(9, "10.244.50.0/24")));
        Assert.Equal(LeasePhase.Renumbering, situation.Phase);

        situation = LeaseMachine.Step(situation, new LeaseInput.Configured(At(502), new Epoch(9), situation.Lease!.Subnets));
        Assert.Equal(LeasePhase.Held, situation.Phase);
        Assert.Equal("10.244.50.0/24", situation.LatestSubnets.Single().ToString());
    }

    [Fact]
    public void A_subnet_that_has_grown_around_the_old_one_renumbers_nobody()
    {
        var grown = Grant(9, "10.244.0.0/23");

        var situation = LeaseMachine.Step(Held(), new LeaseInput.Granted(At(101), At(101), grown));

        Assert.Equal((LeasePhase.Configuring, grown), (situation.Phase, situation.Lease));
        situation = LeaseMachine.Step(situation, new LeaseInput.Configured(At(102), new Epoch(9), grown.Subnets));
        Assert.Equal((LeasePhase.Held, "10.244.0.0/23"), (situation.Phase, situation.LatestSubnets.Single().ToString()));
    }

    [Fact]
    public void A_part_of_the_old_subnet_renumbers()
    {
        var situation = LeaseMachine.Step(Held(), new LeaseInput.Granted(At(101), At(101), Grant(9, "10.244.1.0/25")));

        Assert.Equal(LeasePhase.Renumbering, situation.Phase);
    }

    [Fact]
    public void Until_a_grown_lease_is_granted_the_old_epoch_is_renewed()
    {
        var situation = Send(Held(), 7, at: 110);

        situation = LeaseMachine.Step(situation, new LeaseInput.Renewed(At(111), 7, new Epoch(5), TimeToLive));

        Assert.Equal(At(110 + 90 - 1.8 - 0.05), situation.Deadline);
    }

    [Fact]
    public void Rule_10_A_grant_of_a_lower_epoch_is_dropped() =>
        Assert.Equal(Held(), LeaseMachine.Step(Held(), new LeaseInput.Granted(At(101), At(101), Grant(4, "10.244.9.0/24"))));

    [Fact]
    public void The_same_epoch_with_other_subnets_is_a_contradiction_and_dropped() =>
        Assert.Equal(Held(), LeaseMachine.Step(Held(), new LeaseInput.Granted(At(101), At(101), Grant(5, "10.244.9.0/24"))));

    [Fact]
    public void A_repeated_grant_of_the_held_lease_extends_it_and_leaves_the_phase()
    {
        var situation = LeaseMachine.Step(Held(), new LeaseInput.Granted(At(121), At(120), Lease));

        Assert.Equal(LeasePhase.Held, situation.Phase);
        Assert.Equal(LeaseTiming.BelievedUntil(At(120), TimeToLive), situation.Deadline);
    }

    [Fact]
    public void Three_silent_intervals_make_it_stale_and_urgent()
    {
        var situation = Tick(Held(), from: 100, to: 190 - 2, step: 1);
        Assert.Equal(LeasePhase.Lapsed, Tick(situation, 188, 189, 1).Phase);

        var longLived = Held() with { Lease = Lease with { TimeToLive = TimeSpan.FromHours(24) }, Deadline = At(80000), RenewAt = At(1000) };
        situation = Tick(longLived, from: 100, to: 190, step: 1);
        Assert.Equal(LeasePhase.Stale, situation.Phase);
        Assert.True(situation.RenewAt <= At(191));

        situation = LeaseMachine.Step(Send(situation, 5, 190), new LeaseInput.Renewed(At(190), 5, Lease.Epoch, TimeSpan.FromHours(24)));
        Assert.Equal(LeasePhase.Held, situation.Phase);
        Assert.Equal(At(220), situation.RenewAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Doubtful_clocks_make_it_suspect_and_nothing_else_that_passes(bool isDoubtful)
    {
        var situation = LeaseMachine.Step(Held(), new LeaseInput.Ticked(At(115), Wall) { IsDoubtful = isDoubtful });

        Assert.Equal(isDoubtful ? LeasePhase.Suspect : LeasePhase.Held, situation.Phase);
        Assert.Equal(isDoubtful, situation.IsRenewalDue(At(115)));
    }

    [Fact]
    public void Whatever_time_alone_brings_about_is_due_at_a_known_moment()
    {
        var (held, asked) = (Held(), Send(Held(), 1, 110));

        Assert.Equal(held.RenewAt, held.NextDue(At(1000)));
        Assert.Equal(held.Deadline, (held with { RenewAt = At(300) }).NextDue(At(1000)));
        Assert.Equal(held.StaleAt, (held with { RenewAt = At(300), Deadline = At(300) }).NextDue(At(1000)));
        Assert.Equal(At(105), held.NextDue(At(105)));

        Assert.Equal(asked.HedgeAt, asked.NextDue(At(1000)));
        var overdueAt = (asked with { HedgeAt = At(300) }).NextDue(At(1000));
        Assert.False(asked.IsAnswerOverdue(overdueAt - TimeSpan.FromTicks(1)));
        Assert.True(asked.IsAnswerOverdue(overdueAt));
    }

    [Fact]
    public void A_suspicion_is_lifted_only_by_an_answer_to_a_request_sent_after_it_began()
    {
        var situation = Send(Held(), 1, 100);
        situation = LeaseMachine.Step(situation, new LeaseInput.Ticked(At(110), Wall + TimeSpan.FromSeconds(10)) { IsDoubtful = true });
        Assert.Equal(LeasePhase.Suspect, situation.Phase);

        var deadline = situation.Deadline;
        situation = LeaseMachine.Step(situation, new LeaseInput.Renewed(At(110), 1, Lease.Epoch, TimeToLive));
        Assert.Equal((LeasePhase.Suspect, deadline), (situation.Phase, situation.Deadline));

        situation = LeaseMachine.Step(Send(situation, 2, 111), new LeaseInput.Renewed(At(112), 2, Lease.Epoch, TimeToLive));
        Assert.Equal(LeasePhase.Held, situation.Phase);
    }

    [Fact]
    public void A_suspicion_while_configuring_goes_back_to_configuring()
    {
        var situation = LeaseMachine.Step(InPhase(LeasePhase.Configuring), new LeaseInput.Ticked(At(110), Wall + TimeSpan.FromSeconds(10)) { IsDoubtful = true });

        situation = LeaseMachine.Step(Send(situation, 2, 111), new LeaseInput.Renewed(At(112), 2, Lease.Epoch, TimeToLive));

        Assert.Equal(LeasePhase.Configuring, situation.Phase);
    }

    [Fact]
    public void Renewals_are_due_every_third_of_the_time_to_live_at_most_30_s()
    {
        Assert.Equal(At(130), LeaseMachine.Step(Held(), new LeaseInput.RenewalSent(At(100), 1, Jitter: 0)).RenewAt);
        Assert.Equal(At(127), LeaseMachine.Step(Held(), new LeaseInput.RenewalSent(At(100), 1, Jitter: 1)).RenewAt);
        Assert.Equal(TimeSpan.FromSeconds(2), LeaseTiming.RenewalInterval(TimeSpan.FromSeconds(6)));
        Assert.Equal(TimeSpan.FromSeconds(30), LeaseTiming.RenewalInterval(TimeSpan.FromHours(24)));
    }

    [Fact]
    public void A_lost_renewal_is_repeated_soon()
    {
        var situation = Send(Held(), 1, 100);

        situation = LeaseMachine.Step(situation, new LeaseInput.RenewalLost(At(101), [1], TimeSpan.FromSeconds(0.3)));

        Assert.Empty(situation.Unanswered);
        Assert.Equal(At(101.3), situation.RenewAt);
    }

    [Fact]
    public void Only_the_last_renewal_that_is_lost_brings_the_next_one_forward()
    {
        var situation = Send(Send(Held(), 1, 100), 2, 100.5);
        var due = situation.RenewAt;

        situation = LeaseMachine.Step(situation, new LeaseInput.RenewalLost(At(101), [1], TimeSpan.Zero));
        Assert.Equal(due, situation.RenewAt);
        Assert.Equal([2], situation.Unanswered.Keys);

        situation = LeaseMachine.Step(situation, new LeaseInput.RenewalLost(At(101), [2], TimeSpan.Zero));
        Assert.Equal(At(101), situation.RenewAt);
    }

    [Fact]
    public void Renewals_that_were_answered_before_they_are_lost_change_nothing()
    {
        var situation = LeaseMachine.Step(Send(Held(), 1, 100), new LeaseInput.Renewed(At(100.1), 1, Lease.Epoch, TimeToLive));

        Assert.Same(situation, LeaseMachine.Step(situation, new LeaseInput.RenewalLost(At(101), [1], TimeSpan.Zero)));
    }

    [Fact]
    public void A_second_replica_is_asked_after_450_ms_and_its_answer_counts_from_when_it_was_asked_itself()
    {
        var situation = Send(Held(), 1, 100);
        Assert.False(situation.IsHedgeDue(At(100.44)));
        Assert.True(situation.IsHedgeDue(At(100.45)));
        Assert.Equal(At(100.45), situation.NextDue(At(200)));

        situation = Send(situation, 2, 100.45);
        Assert.False(situation.IsHedgeDue(At(100.8)));
        situation = LeaseMachine.Step(situation, new LeaseInput.Renewed(At(100.5), 2, Lease.Epoch, TimeToLive));

        Assert.Equal(LeaseTiming.BelievedUntil(At(100.45), TimeToLive), situation.Deadline);
        Assert.Empty(situation.Unanswered);
    }

    [Fact]
    public void The_answer_of_the_first_counts_although_a_second_was_asked()
    {
        var situation = Send(Send(Held(), 1, 100), 2, 100.45);

        situation = LeaseMachine.Step(situation, new LeaseInput.Renewed(At(100.5), 1, Lease.Epoch, TimeToLive));

        Assert.Equal(LeaseTiming.BelievedUntil(At(100), TimeToLive), situation.Deadline);
        Assert.Equal([2], situation.Unanswered.Keys);
    }

    [Fact]
    public void Without_a_second_replica_the_hedge_is_put_off()
    {
        var situation = LeaseMachine.Step(Send(Held(), 1, 100), new LeaseInput.HedgeDeferred(At(100.45)));

        Assert.False(situation.IsHedgeDue(At(100.5)));
        Assert.True(situation.IsHedgeDue(At(100.9)));
    }

    [Fact]
    public void An_unanswered_renewal_is_overdue_after_two_seconds()
    {
        var situation = Send(Held(), 1, 100);

        Assert.False(situation.IsAnswerOverdue(At(101.9)));
        Assert.True(situation.IsAnswerOverdue(At(102)));
    }

    private static HeldLease Grant(long epoch, params string[] subnets) =>
        new("default", [.. subnets.Select(Prefix.Parse)], new Epoch(epoch), TimeToLive, [Prefix.Parse("10.244.0.0/16")]);

    private static Instant At(double seconds) => new(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));

    private static LeaseSituation Start(SavedLease saved, double now) =>
        LeaseMachine.Step(LeaseSituation.Initial, new LeaseInput.Started(At(now), Wall, Boot, saved, Epoch.None));

    private static LeaseSituation Acquiring() =>
        LeaseMachine.Step(LeaseSituation.Initial, new LeaseInput.Started(At(100), Wall, Boot, null, Epoch.None));

    private static LeaseSituation Held() => LeaseMachine.Step(
        LeaseMachine.Step(Acquiring(), new LeaseInput.Granted(At(100), At(100), Lease)), new LeaseInput.Configured(At(100), Lease.Epoch, Lease.Subnets));

    private static LeaseSituation InPhase(LeasePhase phase) => phase switch
    {
        LeasePhase.Configuring => LeaseMachine.Step(Acquiring(), new LeaseInput.Granted(At(100), At(100), Lease)),
        LeasePhase.Held => Held(),
        LeasePhase.Stale => Held() with { Phase = LeasePhase.Stale },
        LeasePhase.Suspect => LeaseMachine.Step(Held(), new LeaseInput.Ticked(At(110), Wall + TimeSpan.FromSeconds(10)) { IsDoubtful = true }),
        LeasePhase.Renumbering => LeaseMachine.Step(
            Acquiring() with { LatestSubnets = [Prefix.Parse("10.244.7.0/24")] }, new LeaseInput.Granted(At(100), At(100), Lease)),
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };

    private static LeaseSituation Send(LeaseSituation situation, long number, double at) =>
        LeaseMachine.Step(situation, new LeaseInput.RenewalSent(At(at), number, Jitter: 0));

    private static LeaseSituation Tick(LeaseSituation situation, double from, double to, double step)
    {
        for (var now = from; now <= to; now += step)
            situation = LeaseMachine.Step(situation, new LeaseInput.Ticked(At(now), Wall + TimeSpan.FromSeconds(now - 100)));
        return situation;
    }
}
