namespace ActorNet.Allocation.Timing;

/// <summary>Reads the clocks.</summary>
public sealed class MomentSource(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    /// <summary>The present.</summary>
    public Moment Now => new(time.GetElapsedTime(start), time.GetUtcNow());
}
