using System.Collections.Immutable;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;

namespace ActorNet.Agent.DataPlane;

/// <summary>What the host should be.</summary>
/// <param name="Bridge">The bridge; null: none is looked after.</param>
/// <param name="Routes">The routes to other nodes.</param>
/// <param name="RoutesAreAll">Whether other routes of the agent's are stale; false while not all nodes are known.</param>
/// <param name="Sysctls">The kernel's switches.</param>
/// <param name="Files">The files.</param>
/// <param name="Refusals">Nodes that get no route, and why.</param>
internal sealed record DesiredState(
    DesiredBridge? Bridge,
    ImmutableArray<DesiredRoute> Routes,
    bool RoutesAreAll,
    ImmutableArray<Sysctl> Sysctls,
    ImmutableArray<DesiredFile> Files,
    ImmutableArray<Problem> Refusals)
{
    /// <summary>Sends nothing to other nodes; all else stays as it is.</summary>
    public static readonly DesiredState Fenced = new(null, [], true, [], [], []);

    /// <summary>The state that a lease, the other nodes and the options make.</summary>
    public static DesiredState From(HeldLease lease, PeerView peers, HostPlan plan)
    {
        var files = DesiredFile.For(lease, plan);
        if (plan.Backend == BackendKind.AddressesOnly)
            return new DesiredState(null, [], false, [], files, []);

        var routes = PeerRoutes.From(lease, peers, plan, out var refusals);
        var bridge = plan.Bridge is { } name ? new DesiredBridge(name, plan.Mtu, [.. lease.Subnets], lease.Network) : null;
        ImmutableArray<Sysctl> sysctls = [.. lease.Firsts.SelectMany(subnet => Sysctl.ForForwarding(subnet.Family, plan.Uplink))];
        return new DesiredState(bridge, routes, peers.IsComplete, sysctls, files, refusals);
    }
}
