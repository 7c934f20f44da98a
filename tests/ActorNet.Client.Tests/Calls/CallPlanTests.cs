using ActorNet.Client.Calls;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Tests.Fixtures;

namespace ActorNet.Client.Tests.Calls;

public sealed class CallPlanTests
{
    private static readonly ReplicaAddress[] Three = [Addresses.A, Addresses.B, Addresses.C];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CallPlan _plan = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(0.3));

    [Fact]
    public void The_first_attempt_is_made_at_once_and_costs_nothing_extra() => Assert.False(AsksNext(_plan, 0).IsExtra);

    [Fact]
    public void A_silent_replica_is_joined_by_others_each_after_twice_the_time()
    {
        var plan = _plan.Asked(Addresses.A, At(0));
        Assert.Equal(new CallStep.Wait(At(0.3)), plan.Next(At(0.2), Three));

        var second = AsksNext(plan, 0.3);
        Assert.True(second.IsExtra);
        Assert.Equal([Addresses.A], second.Except);

        plan = plan.Asked(Addresses.B, At(0.3));
        Assert.Equal(new CallStep.Wait(At(0.9)), plan.Next(At(0.4), Three));
        Assert.Equal(2, AsksNext(plan, 0.9).Except.Count);

        plan = plan.Asked(Addresses.C, At(0.9));
        Assert.Equal(new CallStep.Wait(At(10)), plan.Next(At(5), Three));
    }

    [Theory]
    [InlineData(nameof(Verdict.Absent))]
    [InlineData(nameof(Verdict.Unreachable))]
    [InlineData(nameof(Verdict.Elsewhere))]
    public void A_replica_that_fails_is_followed_by_another_at_once(string verdict)
    {
        var plan = Fail(_plan.Asked(Addresses.A, At(0)), Addresses.A, Enum.Parse<Verdict>(verdict), 0.1);

        Assert.Equal([Addresses.A], AsksNext(plan, 0.1).Except);
    }

    [Fact]
    public void Who_has_reached_nobody_yet_does_not_pay_for_asking_another()
    {
        var plan = Fail(_plan.Asked(Addresses.A, At(0)), Addresses.A, Verdict.Absent, 0);
        Assert.False(AsksNext(plan, 0).IsExtra);

        plan = Fail(plan.Asked(Addresses.B, At(0)), Addresses.B, Verdict.Unreachable, 0);
        Assert.True(AsksNext(plan, 0).IsExtra);
    }

    [Fact]
    public void Where_nobody_listens_nobody_is_waited_for()
    {
        var plan = _plan;
        foreach (var replica in Three)
            plan = Fail(plan.Asked(replica, At(0)), replica, Verdict.Unreachable, 0);

        Assert.IsType<CallStep.GiveUp>(plan.Next(At(0), Three));
    }

    [Fact]
    public void When_all_have_failed_a_new_round_starts_after_a_pause()
    {
        var plan = _plan;
        foreach (var replica in Three)
            plan = Fail(plan.Asked(replica, At(0)), replica, replica == Addresses.B ? Verdict.Elsewhere : Verdict.Unreachable, 0);

        Assert.Equal(new CallStep.Wait(At(1)), plan.Next(At(0), Three));
        Assert.Empty(AsksNext(plan, 1).Except);
    }

    [Fact]
    public void What_cannot_be_done_now_is_asked_later_and_of_another()
    {
        var plan = Fail(_plan.Asked(Addresses.A, At(0)), Addresses.A, Verdict.Later, 0.1);

        Assert.Equal(new CallStep.Wait(At(1.1)), plan.Next(At(0.1), Three));
        Assert.Equal([Addresses.A], AsksNext(plan, 1.1).Except);
    }

    [Fact]
    public void A_second_replica_that_fails_is_asked_again_while_the_first_is_silent()
    {
        ReplicaAddress[] two = [Addresses.A, Addresses.B];
        var plan = _plan.Asked(Addresses.A, At(0)).Asked(Addresses.B, At(0.3)).AttemptFailed(Addresses.B, Verdict.Later, At(0.4), Pause, two);

        Assert.Equal(new CallStep.Wait(At(1.4)), plan.Next(At(0.4), two));
        Assert.Equal([Addresses.A], Assert.IsType<CallStep.Ask>(plan.Next(At(1.4), two)).Except);
    }

    [Fact]
    public void What_would_have_to_wait_beyond_the_deadline_is_given_up_at_once()
    {
        var plan = _plan.Asked(Addresses.A, At(0)).AttemptFailed(Addresses.A, Verdict.Later, At(0.1), TimeSpan.FromSeconds(20), Three);

        Assert.IsType<CallStep.GiveUp>(plan.Next(At(0.1), Three));
    }

    [Fact]
    public void At_the_deadline_it_ends()
    {
        var plan = _plan.Asked(Addresses.A, At(0));

        Assert.Equal(new CallStep.Wait(At(10)), plan.Next(At(9), [Addresses.A]));
        Assert.IsType<CallStep.GiveUp>(plan.Next(At(10), Three));
    }

    [Fact]
    public void Without_budget_it_lives_on_what_is_under_way()
    {
        var plan = _plan.Asked(Addresses.A, At(0)).Denied();
        Assert.Equal(new CallStep.Wait(At(10)), plan.Next(At(0.3), Three));

        Assert.IsType<CallStep.GiveUp>(Fail(plan, Addresses.A, Verdict.Elsewhere, 0.4).Denied().Next(At(0.4), Three));
    }

    [Fact]
    public void Without_any_replica_it_ends() => Assert.IsType<CallStep.GiveUp>(_plan.Next(At(0), []));

    private static CallStep.Ask AsksNext(CallPlan plan, double now) => Assert.IsType<CallStep.Ask>(plan.Next(At(now), Three));

    private static CallPlan Fail(CallPlan plan, ReplicaAddress replica, Verdict verdict, double now) => plan.AttemptFailed(replica, verdict, At(now), Pause, Three);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
