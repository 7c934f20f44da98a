using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>What is left of a pool, family by family.</summary>
internal sealed class PoolSpaceReport(GetPoolSpaceResponse space) : IReport
{
    private static readonly string[] Headers = ["FITS", "FREE", "WITH QUARANTINED", ""];

    public JsonNode ToJson() => ProtoJson.ToNode(space);

    public IEnumerable<Section> ToSections() =>
    [
        new Section.Details([("Pool", space.Name), ("Revision", $"{space.Revision}")]),
        .. space.Ipv4 is { } ipv4 ? ToSections("IPv4", ipv4) : [],
        .. space.Ipv6 is { } ipv6 ? ToSections("IPv6", ipv6) : [],
    ];

    private static IEnumerable<Section> ToSections(string name, FamilySpace family)
    {
        yield return new Section.Line("");
        yield return new Section.Details([
            (name, PoolText.Usage(family.Usage)),
            ("Addresses", PoolText.Number(family.TotalAddresses)),
            ("Held", PoolText.Number(family.HeldAddresses)),
            ("Quarantined", PoolText.Number(family.QuarantinedAddresses)),
            .. family.ReservedAddresses > 0 ? [("Reserved", PoolText.Number(family.ReservedAddresses))] : Array.Empty<(string, string)>(),
            .. family.Kept > 0 ? [("Kept", $"{PoolText.Number(family.Kept)} subnets for certain nodes ('actornet pool get' shows which)")] : Array.Empty<(string, string)>(),
            ("Free", PoolText.Number(family.FreeAddresses)),
            ("Largest hole", family.LargestHole.Length > 0 ? family.LargestHole : "none"),
            ("With quarantined", family.LargestHoleWithQuarantined.Length > 0 ? family.LargestHoleWithQuarantined : "none"),
        ]);
        yield return new Section.Table(Headers, [.. family.Fits.Select(ToRow)], "");
    }

    private static string[] ToRow(SubnetFit fit) =>
    [
        $"/{fit.PrefixLength}",
        PoolText.Number(fit.Free),
        PoolText.Number(fit.WithQuarantined),
        fit.IsDefault ? "default" : "",
    ];
}
