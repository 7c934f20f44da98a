using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>Who holds a pool, and when it will be full.</summary>
internal sealed class PoolForecastReport(GetPoolForecastResponse forecast) : IReport
{
    private static readonly string[] Headers = ["FAMILY", "LEFT", "WINDOW", "GROWTH", "FULL IN ABOUT"];

    public JsonNode ToJson() => ProtoJson.ToNode(forecast);

    public IEnumerable<Section> ToSections() =>
    [
        new Section.Details([.. Properties().Where(property => property.Value.Length > 0)]),
        new Section.Line(""),
        new Section.Table(
            Headers,
            [.. ToRows("IPv4", forecast.Ipv4), .. ToRows("IPv6", forecast.Ipv6)],
            "The pool is younger than an hour: nothing is known of its growth yet."),
    ];

    private IEnumerable<(string Name, string Value)> Properties() =>
    [
        ("Pool", forecast.Name),
        ("Leases", $"{forecast.HeldLeases}"),
        ("Suspect", $"{forecast.SuspectLeases}"),
        ("Revoked", $"{forecast.RevokedLeases}"),
        ("Quarantined", $"{forecast.QuarantinedLeases}"),
        ("Oldest quarantine", forecast.OldestQuarantine.Roughly()),
        .. Properties("IPv4", forecast.Ipv4),
        .. Properties("IPv6", forecast.Ipv6),
        ("Revision", $"{forecast.Revision}"),
    ];

    private static IEnumerable<(string Name, string Value)> Properties(string name, FamilyForecast? family) => family is null ? [] :
    [
        ($"{name} left", PoolText.Number(family.Left)),
        ($"{name} reserved", family.Reserved > 0 ? PoolText.Number(family.Reserved) : ""),
        ($"{name} kept for certain nodes", family.Kept > 0 ? PoolText.Number(family.Kept) : ""),
        ($"{name} full in about", Estimate(family)),
    ];

    private static string Estimate(FamilyForecast family) => family.Left == 0 ? "full"
        : family.Windows.Count == 0 ? "not known yet"
        : Estimate(family.TimeToFull);

    private static string Estimate(Duration? timeToFull) => timeToFull switch
    {
        null => "not growing",
        { Seconds: 0, Nanos: 0 } => "full",
        _ => timeToFull.Roughly(),
    };

    private static IEnumerable<string[]> ToRows(string name, FamilyForecast? family) => family is null ? [] : family.Windows.Select(window => (string[])
    [
        name,
        PoolText.Number(family.Left),
        window.Window.InFull(),
        window.Growth > 0 ? $"+{PoolText.Number(window.Growth)}" : PoolText.Number(window.Growth),
        Estimate(window.TimeToFull),
    ]);
}
