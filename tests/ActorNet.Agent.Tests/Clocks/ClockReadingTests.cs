using ActorNet.Agent.Clocks;

namespace ActorNet.Agent.Tests.Clocks;

public sealed class ClockReadingTests
{
    [Theory]
    [InlineData(0.5, 0.5, false)]
    [InlineData(2.0, 2.0, false)]
    [InlineData(2.1, 2.1, true)] // this process stood still
    [InlineData(0.5, 3.5, true)] // the wall clock went on: the machine stood still
    [InlineData(0.5, -3, true)] // the wall clock was set back
    public void A_gap_in_either_clock_is_doubtful(double gap, double wallGap, bool isDoubtful)
    {
        var earlier = new ClockReading(new Instant(TimeSpan.FromSeconds(100)), DateTimeOffset.UnixEpoch);
        var later = new ClockReading(earlier.Now + TimeSpan.FromSeconds(gap), earlier.Wall + TimeSpan.FromSeconds(wallGap));

        Assert.Equal(isDoubtful, later.IsDoubtfulAfter(earlier));
    }
}
