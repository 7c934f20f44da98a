using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>One lease in full.</summary>
internal sealed class LeaseReport(Lease lease, DateTimeOffset now) : IReport
{
    public JsonNode ToJson() => ProtoJson.ToNode(lease);

    public IEnumerable<Section> ToSections() => [new Section.Details([.. Properties().Where(property => property.Value.Length > 0)])];

    private IEnumerable<(string Name, string Value)> Properties() =>
    [
        ("Pool", lease.Pool),
        ("Node", lease.NodeId),
        ("Subnets", lease.SubnetText()),
        ("Epoch", $"{lease.Epoch}"),
        ("State", lease.State.Words()),
        ("Time to live", lease.TimeToLive.InFull()),
        ("Backend", lease.BackendText()),
        ("Public address", lease.PublicAddressText()),
        ("VXLAN", lease.TunnelText()),
        ("Labels", lease.LabelText()),
        ("Granted", lease.CreateTime.Moment(now)),
        ("Changed", lease.UpdateTime.Moment(now)),
        ("Shard", $"{lease.Shard}"),
        ("Revision", lease.Revision > 0 ? $"{lease.Revision}" : ""),
    ];
}
