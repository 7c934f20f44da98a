using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Kernel;
using ActorNet.Agent.DataPlane.Nodes;
using ActorNet.Agent.Peers;
using ActorNet.Netlink;

namespace ActorNet.Agent.Checking;

/// <summary>Whether the kernel's links, routes, neighbours and forwarding entries are what the coordinators' view of all nodes makes them.</summary>
internal sealed class EntriesCheck : ICheck
{
    private const int MostTold = 20;
    private const string ToMend = "see that the agent runs; it puts this right within seconds, and its log says why it does not";

    public string Subject => "routes and tunnels";

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken)
    {
        if (scene.Options.Backend == BackendKind.AddressesOnly)
            return [];
        if (scene.Plan is not { } plan || scene.Lease is not { } lease || scene.Cluster.Fault is not null)
            return [Finding.Unknown(Subject, scene.PlanFault ?? scene.Cluster.Fault ?? "there is no lease to compare them with")];

        var nodes = new NodeTables();
        nodes.Update(new PeerView(IsComplete: true, scene.Cluster.Peers), new Vantage(lease, plan));
        var tables = nodes.Tables;
        var difference = await KernelLook.CompareAsync(
            scene.Netlink,
            new KernelWants(
                DesiredState.From(lease, plan) with { Bridge = null }, tables, plan.Uplink, (RouteProtocol)plan.RouteProtocol, lease.Network, [], scene.State!.Footprint.Devices),
            cancellationToken);

        List<Finding> wrong =
        [
            .. nodes.Problems.Select(problem => Finding.Wrong(problem.Subject, problem.Message, "see that node's lease: actornet lease get")),
            .. difference.Conflicts.Select(conflict => Finding.Wrong(conflict.Subject, conflict.Message, "somebody else's; take it away, or let it be")),
            .. difference.Changes.DistinctBy(change => change.Subject).Select(change => Finding.Wrong(change.Subject, $"not as it should be: {change.Request}", ToMend)),
        ];
        return wrong.Count == 0
            ? [Finding.Ok(Subject, $"{tables.Routes.Count} routes, {tables.Neighbours.Count} neighbours and {tables.Forwarding.Count} forwarding entries as they should be")]
            : wrong.Count <= MostTold
                ? wrong
                : [.. wrong.Take(MostTold), Finding.Wrong(Subject, $"{wrong.Count - MostTold} more are not as they should be", ToMend)];
    }
}
