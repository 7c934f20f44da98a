using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;

namespace ActorNet.Agent.DataPlane;

/// <summary>The routes that other nodes' leases make on this one. What the watch says is believed only as far as it could be true.</summary>
internal static class PeerRoutes
{
    public static ImmutableArray<DesiredRoute> From(HeldLease lease, PeerView peers, HostPlan plan, out ImmutableArray<Problem> refusals)
    {
        var routes = ImmutableArray.CreateBuilder<DesiredRoute>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var peer in peers.Peers.Where(peer => peer.Node != plan.Node && peer.IsHostGateway))
        {
            foreach (var subnet in peer.Subnets.Where(subnet => lease.Subnets.Any(own => own.Family == subnet.Family)))
            {
                if (FindFault(peer, subnet, lease, plan) is { } fault)
                    problems.Add(new Problem($"node {peer.Node} {subnet}", $"no route to {subnet} of node {peer.Node}: {fault}"));
                else
                    routes.Add(new DesiredRoute(subnet, GatewayTo(peer, subnet)!));
            }
        }

        refusals = problems.ToImmutable();
        return routes.ToImmutable();
    }

    private static string? FindFault(Peer peer, Prefix subnet, HeldLease lease, HostPlan plan)
    {
        if (!lease.Network.Any(cidr => cidr.Contains(subnet)))
            return $"it is outside the pool ({string.Join(", ", lease.Network)})";
        if (lease.Subnets.Any(subnet.Overlaps))
            return "it overlaps this node's own";
        if (GatewayTo(peer, subnet) is not { } gateway)
            return $"the node has no public {(subnet.Family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address";
        if (lease.Network.Any(cidr => cidr.Contains(gateway)))
            return $"its public address {gateway} is inside the cluster network";

        return plan.Owns(gateway) ? $"its public address {gateway} is this node's own" : null;
    }

    private static IPAddress? GatewayTo(Peer peer, Prefix subnet) =>
        subnet.Family == AddressFamily.InterNetwork ? peer.PublicIPv4 : peer.PublicIPv6;
}
