using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Export;

/// <summary>Everything that there is, as docs/export.md describes it. Members are added; what changes the meaning of one gets another <see cref="Format"/>.</summary>
/// <param name="Time">When it was begun, by this machine's clock.</param>
/// <param name="Version">The version of the coordinator that answered first.</param>
/// <param name="Pools">The pools, ordered by name.</param>
internal sealed record ExportDocument(DateTimeOffset Time, string Version, IReadOnlyList<PoolExport> Pools)
{
    public const string Format = "actornet-export/1";

    public JsonNode ToJson() => new JsonObject
    {
        ["format"] = Format,
        ["createTime"] = ProtoJson.ToNode(Timestamp.FromDateTimeOffset(Time)),
        ["serviceVersion"] = Version,
        ["pools"] = new JsonArray([.. Pools.Select(ToJson)]),
    };

    private static JsonObject ToJson(PoolExport pool)
    {
        // How full it is says nothing that its leases do not.
        var settings = pool.Pool.Clone();
        settings.Usage = null;
        return new JsonObject
        {
            ["pool"] = ProtoJson.ToNode(settings),
            ["revision"] = ProtoJson.ToNode(pool.Revision),
            ["leases"] = ProtoJson.ToArray(pool.Leases),
            ["reservations"] = ProtoJson.ToArray(pool.Reservations),
        };
    }
}

/// <summary>One pool.</summary>
/// <param name="Pool">Its settings.</param>
/// <param name="Leases">Its leases, the quarantined ones too, ordered by node.</param>
/// <param name="Revision">The revision that both are of.</param>
/// <param name="Reservations">Its reservations, ordered by name, as they were a moment before or after.</param>
internal sealed record PoolExport(Pool Pool, IReadOnlyList<Lease> Leases, long Revision, IReadOnlyList<Reservation> Reservations);
