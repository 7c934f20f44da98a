using System.Net.Sockets;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Pools;
using Google.Protobuf.WellKnownTypes;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Forecasts;

/// <summary>Forecasts in the words of the contract.</summary>
internal static class ForecastMessages
{
    public static V1.GetPoolForecastResponse From(DirectoryPool pool, PoolForecast forecast, long revision) => new()
    {
        Name = pool.Spec.Name.Value,
        Revision = revision,
        HeldLeases = pool.Tally.Held,
        SuspectLeases = pool.Tally.Suspect,
        RevokedLeases = pool.Tally.Revoked,
        QuarantinedLeases = pool.Tally.Quarantined,
        OldestQuarantine = From(forecast.OldestQuarantine),
        Ipv4 = From(forecast, AddressFamily.InterNetwork),
        Ipv6 = From(forecast, AddressFamily.InterNetworkV6),
    };

    private static V1.FamilyForecast? From(PoolForecast forecast, AddressFamily family) =>
        forecast.Families.FirstOrDefault(known => known.Spec.Family == family) is { } known ? From(known) : null;

    private static V1.FamilyForecast From(FamilyForecast forecast) => new()
    {
        Left = Saturating.ToInt64(FamilyTally.InSubnets(forecast.Left, forecast.Spec)),
        Reserved = Saturating.ToInt64(FamilyTally.InSubnets(forecast.Reserved, forecast.Spec)),
        Kept = Saturating.ToInt64(forecast.Kept),
        TimeToFull = From(forecast.TimeToFull),
        Windows = { forecast.Windows.Select(window => From(window, forecast.Spec)) },
    };

    private static V1.GrowthWindow From(WindowForecast window, FamilySpec family) => new()
    {
        Window = Duration.FromTimeSpan(window.Window),
        Growth = Growth(window.Growth, family),
        TimeToFull = From(window.TimeToFull),
    };

    private static long Growth(Int128 growth, FamilySpec family)
    {
        var subnets = Saturating.ToInt64(FamilyTally.InSubnets((UInt128)Int128.Abs(growth), family));
        return Int128.IsNegative(growth) ? -subnets : subnets;
    }

    private static Duration? From(TimeSpan? time) => time is { } known ? Duration.FromTimeSpan(known) : null;
}
