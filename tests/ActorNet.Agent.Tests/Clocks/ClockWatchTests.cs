using ActorNet.Agent.Clocks;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.Clocks;

public sealed class ClockWatchTests
{
    private readonly HandClock _clock = new();
    private int _disturbances;

    private ClockWatch Watch() => new(_clock, new Heartbeats(TimeProvider.System), () => Interlocked.Increment(ref _disturbances));

    [Fact]
    public void Time_that_was_seen_to_pass_disturbs_nobody()
    {
        var watch = Watch();

        for (var look = 0; look < 10; look++)
        {
            _clock.Pass(0.5);
            Assert.Equal(0, watch.Look());
        }

        Assert.Equal(0, _disturbances);
    }

    [Fact]
    public void A_short_sleep_of_the_machine_wakes_who_waits_for_a_moment_and_is_no_reason_to_doubt()
    {
        var watch = Watch();

        _clock.Pass(1.1);

        Assert.Equal((0, 1), (watch.Look(), _disturbances));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(0.5, 60)]
    [InlineData(0.5, -60)]
    public void A_pause_or_a_clock_that_is_set_is_doubted_once(double gap, double wallGap)
    {
        var watch = Watch();

        _clock.Pass(gap, wallGap);

        Assert.Equal((1, 1), (watch.Look(), _disturbances));
        Assert.Equal((1, 1), (watch.Look(), _disturbances));
    }

    [Fact]
    public async Task It_looks_by_itself_until_it_is_stopped()
    {
        var watch = Watch();
        using var stop = new CancellationTokenSource();
        var running = watch.RunAsync(stop.Token);

        _clock.Pass(60);
        await Eventually.IsTrue(() => Volatile.Read(ref _disturbances) == 1, "it has noticed");

        await stop.CancelAsync();
        await running;
    }

    /// <summary>Two clocks that are set by hand.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _ticks = TimeSpan.FromHours(1).Ticks;
        private long _wallTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(Volatile.Read(ref _wallTicks));

        public void Pass(double seconds) => Pass(seconds, seconds);

        public void Pass(double seconds, double wallSeconds)
        {
            Volatile.Write(ref _wallTicks, _wallTicks + TimeSpan.FromSeconds(wallSeconds).Ticks);
            Volatile.Write(ref _ticks, _ticks + TimeSpan.FromSeconds(seconds).Ticks);
        }
    }
}
