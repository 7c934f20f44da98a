using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Tests.Leasing;

/// <summary>A node that moves while Docker gives containers addresses of what it is leaving.</summary>
public sealed class LeaseUseTests
{
    private static readonly Prefix Old = Prefix.Parse("10.244.1.0/24");
    private static readonly Prefix New = Prefix.Parse("10.244.60.0/24");
    private static readonly HeldLease Both = new("default", [New, Old], new Epoch(9), TimeSpan.FromHours(1), [Prefix.Parse("10.244.0.0/16")]) { Leaving = [Old], MoveWindow = TimeSpan.FromSeconds(20) };
    private static readonly BootId Boot = new("b");

    [Fact]
    public void What_Docker_uses_is_held_when_its_time_is_over_and_goes_when_Docker_has_moved()
    {
        var used = Pass(Use(Started(), Old));
        Assert.Empty(used.TakingDown);
        Assert.Equal(At(500), (used with { ConfirmedAt = At(500), RenewAt = At(500) }).NextDue(At(1000))); // there is nothing else to wake up for
        Assert.Contains("keeps 10.244.1.0/24", LeaseStatus.Of(used), StringComparison.Ordinal);

        Assert.Equal([Old], Pass(Use(used, New)).TakingDown);
    }

    [Fact]
    public void What_Docker_does_not_use_goes_when_its_time_is_over()
    {
        Assert.Equal([Old], Pass(Use(Started(), New)).TakingDown);
        Assert.Equal([Old], Pass(Use(Started(), [])).TakingDown);
    }

    [Fact]
    public void After_a_restart_nothing_is_taken_down_before_Docker_was_looked_at()
    {
        Assert.Empty(Pass(Started()).TakingDown);
        Assert.Equal([Old], Pass(Started(awaitsUse: false)).TakingDown);
    }

    private static LeaseSituation Started(bool awaitsUse = true) => LeaseMachine.Step(
        LeaseSituation.Initial,
        new LeaseInput.Started(At(0), DateTimeOffset.UnixEpoch, Boot, new SavedLease(Both, Boot, At(3000)) { BothSince = At(5) }, Epoch.None) { AwaitsUse = awaitsUse });

    private static LeaseSituation Use(LeaseSituation situation, params ImmutableArray<Prefix> subnets) => LeaseMachine.Step(situation, new LeaseInput.Used(At(0), subnets));

    /// <summary>Time passes, second by second, to well after the window.</summary>
    private static LeaseSituation Pass(LeaseSituation situation) => Enumerable.Range(0, 31).Select(second => (double)second)
        .Where(second => At(second) >= situation.LastTick.Now)
        .Aggregate(situation, (present, second) => LeaseMachine.Step(present, new LeaseInput.Ticked(At(second), DateTimeOffset.UnixEpoch.AddSeconds(second))));

    private static Instant At(double seconds) => new(TimeSpan.FromSeconds(seconds));
}
