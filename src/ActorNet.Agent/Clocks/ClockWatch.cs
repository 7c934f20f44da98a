using ActorNet.Agent.Liveness;

namespace ActorNet.Agent.Clocks;

/// <summary>
/// Looks at both clocks twice a second, so that the loops of the agent may sleep until something is due: the runtime's timers stand still while the machine is suspended, and who sleeps does
/// not notice that the process was paused. It has a thread of its own, which takes a tenth of what a timer of the runtime and its pool take. <paramref name="onDisturbed"/> is called, on any
/// thread, when time has passed that nobody has seen pass: whoever waits for a moment on the boot clock looks again.
/// </summary>
internal sealed class ClockWatch(TimeProvider clock, Heartbeats heartbeats, Action onDisturbed)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>With a longer one, whoever waits for a moment would be later for it than by <see cref="Interval"/>.</summary>
    private static readonly TimeSpan LongestStep = 2 * Interval;

    /// <summary>It waits for nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private ClockReading _latest = ClockReading.Of(clock);
    private int _doubts;

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Looks at once, for who is about to act. From any thread.</summary>
    /// <returns>How often there has been reason to doubt the clocks.</returns>
    public int Look()
    {
        ClockReading before, now;
        int doubts;
        lock (_lock)
        {
            (before, now) = (_latest, ClockReading.Of(clock));
            _latest = now;
            doubts = now.IsDoubtfulAfter(before) ? ++_doubts : _doubts;
        }

        if (now.Now - before.Now > LongestStep || now.IsDoubtfulAfter(before))
            onDisturbed();
        return doubts;
    }

    private void Run(CancellationToken cancellationToken)
    {
        var heartbeat = heartbeats.Add("clocks", Patience);
        do
        {
            heartbeat.Beat();
            Look();
        }
        while (!cancellationToken.WaitHandle.WaitOne(Interval));
    }
}
