using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>All pools, one a row.</summary>
internal sealed class PoolListReport(IReadOnlyList<Pool> pools) : IReport
{
    private static readonly string[] Headers = ["NAME", "CIDRS", "PER NODE", "LEASES", "HELD", "QUARANTINED", "TOTAL", "TTL", "RECLAIM", "CORDONED"];
    private static readonly string[] WideHeaders = ["LENGTHS", "QUARANTINE", "SHARDS", "GENERATION", "CREATED", "REVISION"];

    public JsonNode ToJson() => new JsonObject
    {
        ["pools"] = ProtoJson.ToArray(pools),

        // The service gives a list of pools no revision of its own: this is the last change of any of them.
        ["revision"] = ProtoJson.ToNode(pools.Select(pool => pool.Revision).DefaultIfEmpty().Max()),
    };

    public IEnumerable<Section> ToSections() => [new Section.Table(Headers, [.. pools.Select(ToRow)], "There are no pools.")];

    public IEnumerable<Section> ToWideSections() =>
        [new Section.Table([.. Headers, .. WideHeaders], [.. pools.Select(pool => (string[])[.. ToRow(pool), .. ToWideCells(pool)])], "There are no pools.")];

    private static string[] ToWideCells(Pool pool) =>
    [
        PoolText.Lengths(pool),
        pool.Quarantine.InFull(),
        $"{pool.ShardCount}",
        $"{pool.Generation}",
        pool.CreateTime.Utc(),
        $"{pool.Revision}",
    ];

    private static string[] ToRow(Pool pool) =>
    [
        pool.Name,
        string.Join(' ', pool.Cidrs),
        PoolText.PerNode(pool),
        $"{pool.Usage?.Leases ?? 0}",
        PoolText.PerFamily(pool, usage => usage.Held),
        PoolText.PerFamily(pool, usage => usage.Quarantined),
        PoolText.PerFamily(pool, usage => usage.Total),
        pool.TimeToLive.InFull(),
        pool.Reclaim.Words(),
        pool.Cordoned ? "yes" : "",
    ];
}
