namespace ActorNet.Coordinator.Hosting;

/// <summary>How long this process has been running.</summary>
internal sealed class RunningSince(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    public TimeSpan Uptime => time.GetElapsedTime(start);
}
