namespace ActorNet.Simulation.Time;

/// <summary>A machine's monotonic clock: it began at some time, and its rate is a little wrong.</summary>
/// <param name="Rate">Its seconds per real second, 0.99 to 1.01 (rho).</param>
/// <param name="Began">When it showed zero, in real time.</param>
internal readonly record struct DriftingClock(double Rate, TimeSpan Began)
{
    /// <summary>How far a rate may be from 1.</summary>
    public const double Rho = 0.01;

    /// <summary>What it shows.</summary>
    public TimeSpan At(TimeSpan real) => (real - Began) * Rate;

    /// <summary>When it shows that.</summary>
    public TimeSpan RealOf(TimeSpan shown) => Began + (shown / Rate);
}
