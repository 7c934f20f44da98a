namespace ActorNet.Agent.DataPlane;

/// <summary>
/// When everything is compared for no reason but time. The kernel's events say of every change; the timer is for what no event told. So it may take a thousandth of the time: a few
/// nodes are compared every interval, ten thousand once a minute.
/// </summary>
internal sealed class ComparisonPace(TimeSpan interval, TimeProvider clock)
{
    private const int ShareOfTime = 1000;
    private const int ShareOfTimeAlone = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private long _began;
    private long _ended;
    private TimeSpan _took;

    /// <summary>Whether there are no events, so that the timer is all there is.</summary>
    public bool IsAlone { get; set; }

    public bool IsDue => clock.GetElapsedTime(_ended) >= Wait;

    private TimeSpan Wait => Max(interval, Min(Longest, _took * (IsAlone ? ShareOfTimeAlone : ShareOfTime)));

    /// <summary>How long to collect events before acting on them: somebody who fights over large tables must not take the processor with it.</summary>
    public TimeSpan Breather(TimeSpan least) => Max(least, Min(TimeSpan.FromSeconds(1), _took * 4));

    public void Begin() => _began = clock.GetTimestamp();

    public void End()
    {
        _ended = clock.GetTimestamp();
        _took = clock.GetElapsedTime(_began, _ended);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
