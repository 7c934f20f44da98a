using System.Collections.Immutable;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Forecasts;

/// <summary>When a pool will be full, and how long its oldest quarantine has lasted.</summary>
/// <param name="Families">Its address families, IPv4 first.</param>
/// <param name="OldestQuarantine">By the wall clocks; null where nothing is quarantined.</param>
internal sealed record PoolForecast(ImmutableArray<FamilyForecast> Families, TimeSpan? OldestQuarantine)
{
    /// <summary>The forecast at a time of the wall clock.</summary>
    public static PoolForecast Of(DirectoryPool pool, DateTimeOffset now) => new(
        [.. pool.Spec.Families.Select(family => FamilyForecast.Of(pool, family, now))],
        pool.Quarantine.Oldest is { } oldest ? NotNegative(now - oldest) : null);

    /// <summary>Another replica's clock may be ahead of this one's.</summary>
    private static TimeSpan NotNegative(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
