using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Forecasts;

/// <summary>When one address family of a pool will be full: when nodes hold all of it, for what is quarantined can still be given out.</summary>
/// <param name="Spec">The family's settings.</param>
/// <param name="Left">What nodes do not hold and is not reserved, in the units of <see cref="FamilyTally"/>.</param>
/// <param name="Reserved">What is reserved and nodes do not hold, in the same units.</param>
/// <param name="Windows">What was seen in the time before, the shortest window first; none that is longer than the pool is old.</param>
internal sealed record FamilyForecast(FamilySpec Spec, UInt128 Left, UInt128 Reserved, ImmutableArray<WindowForecast> Windows)
{
    /// <summary>How far the forecast looks back.</summary>
    public static readonly ImmutableArray<TimeSpan> WindowLengths = [TimeSpan.FromHours(1), TimeSpan.FromHours(24), GrowthLog.Reach];

    /// <summary>How many subnets of the default length are kept for nodes with certain labels.</summary>
    public UInt128 Kept { get; private init; }

    /// <summary>The shortest of the estimates; null where nothing that is known was growing.</summary>
    public TimeSpan? TimeToFull => Windows.Min(window => window.TimeToFull);

    public static FamilyForecast Of(DirectoryPool pool, FamilySpec spec, DateTimeOffset now)
    {
        var (held, reserved, total) = (pool.Tally.Of(spec.Family).Held, pool.Reservations.Reserved(spec.Family), FamilyTally.TotalOf(spec));
        var left = total - UInt128.Min(total, held + reserved);
        return new FamilyForecast(spec, left, reserved, [.. WindowLengths.Where(window => now - pool.CreatedAt >= window).Select(window => Look(pool, spec, left, window, now))])
        {
            Kept = pool.KeptOf(spec),
        };
    }

    private static WindowForecast Look(DirectoryPool pool, FamilySpec spec, UInt128 left, TimeSpan window, DateTimeOffset now)
    {
        var (ipv4, ipv6) = pool.Growth.HeldAt(now - window, pool.Tally);
        var before = spec.Family == AddressFamily.InterNetwork ? ipv4 : ipv6;
        return WindowForecast.Of(window, (Int128)pool.Tally.Of(spec.Family).Held - (Int128)before, left);
    }
}
