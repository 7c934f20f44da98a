using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>Leases, one a row.</summary>
internal sealed class LeaseListReport(IReadOnlyList<Lease> leases, long revision, DateTimeOffset now) : IReport
{
    private static readonly string[] Headers = ["POOL", "NODE", "SUBNETS", "EPOCH", "STATE", "BACKEND", "PUBLIC ADDRESS", "AGE"];
    private static readonly string[] WideHeaders = ["TTL", "GRANTED", "CHANGED", "SHARD", "REVISION", "VXLAN", "LABELS"];

    public JsonNode ToJson() => new JsonObject
    {
        ["leases"] = ProtoJson.ToArray(leases),
        ["revision"] = ProtoJson.ToNode(revision),
    };

    public IEnumerable<Section> ToSections() => [new Section.Table(Headers, [.. leases.Select(ToRow)], "There are no leases.")];

    public IEnumerable<Section> ToWideSections() =>
    [
        new Section.Table([.. Headers, .. WideHeaders], [.. leases.Select(lease => (string[])[.. ToRow(lease), .. ToWideCells(lease)])], "There are no leases."),
        new Section.Line($"Revision: {revision}"),
    ];

    private static string[] ToWideCells(Lease lease) =>
    [
        lease.TimeToLive.InFull(),
        lease.CreateTime.Utc(),
        lease.UpdateTime.Utc(),
        $"{lease.Shard}",
        $"{lease.Revision}",
        lease.TunnelText(),
        lease.LabelText(),
    ];

    private string[] ToRow(Lease lease) =>
    [
        lease.Pool,
        lease.NodeId,
        lease.SubnetText(),
        $"{lease.Epoch}",
        lease.State.Words(),
        lease.BackendText(),
        lease.PublicAddressText(),
        lease.CreateTime.Age(now),
    ];
}
