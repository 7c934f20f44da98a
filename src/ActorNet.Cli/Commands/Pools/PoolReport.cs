using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>One pool in full, under a headline where something was done to it.</summary>
internal sealed class PoolReport(Pool pool, DateTimeOffset now, string headline = "") : IReport
{
    public JsonNode ToJson() => ProtoJson.ToNode(pool);

    public IEnumerable<Section> ToSections()
    {
        if (headline.Length > 0)
            yield return new Section.Line(headline);

        yield return new Section.Details([.. Properties().Where(property => property.Value.Length > 0)]);
    }

    private IEnumerable<(string Name, string Value)> Properties() =>
    [
        ("Name", pool.Name),
        ("CIDRs", string.Join(' ', pool.Cidrs)),
        ("Per node", PoolText.PerNode(pool)),
        ("IPv4 lengths", Range(pool.Ipv4PrefixLengthRange)),
        ("IPv6 lengths", Range(pool.Ipv6PrefixLengthRange)),
        ("Time to live", pool.TimeToLive.InFull()),
        ("Quarantine", pool.Quarantine.InFull()),
        ("Move window", pool.MoveWindow.InFull()),
        ("Reclaim", pool.Reclaim.Words()),
        ("Node selector", string.Join(' ', pool.NodeSelector.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))),
        ("Headroom", HeadroomText.InWords(pool.Headroom)),
        ("Cordoned", pool.Cordoned ? "yes: nothing new is granted" : ""),
        ("Closing", pool.Closing ? "yes: it is being deleted" : ""),
        ("Shards", $"{pool.ShardCount}"),
        ("Leases", pool.Usage is null ? "" : $"{pool.Usage.Leases}"),
        ("IPv4", PoolText.Usage(pool.Usage?.Ipv4)),
        ("IPv6", PoolText.Usage(pool.Usage?.Ipv6)),
        ("Generation", pool.Generation > 0 ? $"{pool.Generation}" : ""),
        ("Version", pool.Version > 1 ? $"{pool.Version}" : ""),
        ("Created", pool.CreateTime.Moment(now)),
        ("Revision", pool.Revision > 0 ? $"{pool.Revision}" : ""),
    ];

    private static string Range(PrefixLengthRange? range) => range is null ? "" : $"/{range.Shortest} to /{range.Longest}";
}
