using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>Leases, one a row.</summary>
internal sealed class LeaseListReport(IReadOnlyList<Lease> leases, long revision, DateTimeOffset now) : IReport
{
    private static readonly string[] Headers = ["POOL", "NODE", "SUBNETS", "EPOCH", "STATE", "BACKEND", "PUBLIC ADDRESS", "AGE"];

    public JsonNode ToJson() => new JsonObject
    {
        ["leases"] = ProtoJson.ToArray(leases),
        ["revision"] = ProtoJson.ToNode(revision),
    };

    public IEnumerable<Section> ToSections() => [new Section.Table(Headers, [.. leases.Select(ToRow)], "There are no leases.")];

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
