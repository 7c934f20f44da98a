using ActorNet.Agent.Liveness;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Agent.Tests.Liveness;

public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_loop_is_stuck_when_a_turn_takes_longer_than_its_patience()
    {
        var heartbeats = new Heartbeats(_clock);
        var quick = heartbeats.Add("quick", TimeSpan.FromSeconds(1));
        heartbeats.Add("slow", TimeSpan.FromSeconds(10));
        Assert.Empty(heartbeats.Stuck);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["quick"], heartbeats.Stuck);
        quick.Beat();
        Assert.Empty(heartbeats.Stuck);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(["quick", "slow"], heartbeats.Stuck);
    }

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("500000", "7", 0.5)]
    [InlineData("500000", "", 0.5)]
    [InlineData("500000", "8", null)]
    [InlineData(null, null, null)]
    [InlineData("0", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("soon", null, null)]
    [InlineData("99999999999999999999", null, null)]
    public void The_watchdog_is_what_systemd_says_to_this_process(string? microseconds, string? process, double? seconds) => Assert.Equal(
        seconds is { } known ? TimeSpan.FromSeconds(known) : null,
        Watchdog.FindInterval(name => name == "WATCHDOG_USEC" ? microseconds : process, 7));
}
