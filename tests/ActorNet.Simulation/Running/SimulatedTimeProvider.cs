using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Running;

/// <summary>The world's time for those of the product's types that ask for a clock.</summary>
internal sealed class SimulatedTimeProvider(EventQueue queue) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => queue.Now.Ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + queue.Now;
}
