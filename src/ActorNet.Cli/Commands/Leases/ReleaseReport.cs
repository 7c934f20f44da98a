using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>What became of a lease that was taken back, and when its subnet can be used again.</summary>
internal sealed class ReleaseReport(ReleaseLeaseResponse response) : IReport
{
    public JsonNode ToJson() => ProtoJson.ToNode(response);

    public IEnumerable<Section> ToSections()
    {
        var lease = response.Lease;
        yield return new Section.Line(
            $"The lease of node {lease.NodeId} in pool {lease.Pool} ({lease.SubnetText()}, epoch {lease.Epoch}) is {lease.State.Words()}.");
        if (response.ReusableAfter is { } wait && wait.ToTimeSpan() > TimeSpan.Zero)
        {
            yield return new Section.Line($"Other nodes can get the subnet in {wait.Roughly()}: until then the node may still believe in its lease.");
            yield return new Section.Line("Only if you know that the node is off can it be sooner: that is what --node-is-down says.");
        }
        else
        {
            yield return new Section.Line("Other nodes can get the subnet now, though last of all.");
        }
    }
}
