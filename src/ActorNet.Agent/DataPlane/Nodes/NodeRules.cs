using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Routes;
using ActorNet.Agent.Peers;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Nodes;

/// <summary>
/// What another node's lease makes on this one, and how it is reached. What the watch says is believed only as far as it could be true. Both nodes decide by the same rule
/// from the same facts, so that packets come back the way they went:
/// a node with tunnels and one without meet on their common link, or not at all.
/// </summary>
internal static class NodeRules
{
    /// <summary>The node's entries.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="vantage">From where it is seen.</param>
    /// <param name="better">Another node with the same link-layer address and a better claim; null: there is none.</param>
    public static NodeEntries EntriesOf(Peer peer, Vantage vantage, Peer? better)
    {
        if (peer.Node == vantage.Plan.Node || peer.Backend == BackendKind.AddressesOnly || vantage.Plan.Backend == BackendKind.AddressesOnly)
            return NodeEntries.None;

        var collected = new Collector(peer, vantage, better);
        foreach (var subnet in peer.Subnets)
        {
            if (vantage.Lease.Subnets.Any(own => own.Family == subnet.Family))
                collected.Take(subnet);
        }

        return collected.ToEntries();
    }

    private sealed class Collector(Peer peer, Vantage vantage, Peer? better)
    {
        private readonly ImmutableArray<DesiredRoute>.Builder _routes = ImmutableArray.CreateBuilder<DesiredRoute>(peer.Subnets.Length);
        private readonly List<DesiredNeighbour> _neighbours = [];
        private readonly List<DesiredForwarding> _forwarding = [];
        private readonly List<Problem> _refusals = [];

        public void Take(Prefix subnet)
        {
            if ((FindFault(subnet) ?? Reach(subnet)) is { } fault)
                _refusals.Add(new Problem($"node {peer.Node} {subnet}", $"no route to {subnet} of node {peer.Node}: {fault}"));
        }

        public NodeEntries ToEntries() =>
            new(_routes.ToImmutable(), [.. _neighbours], [.. _forwarding], [.. _refusals], _forwarding.Count > 0 && FindOddity() is { } note ? [note] : []);

        private string? FindFault(Prefix subnet)
        {
            if (!vantage.Lease.Network.Any(cidr => cidr.Contains(subnet)))
                return $"it is outside the pool ({string.Join(", ", vantage.Lease.Network)})";

            if (vantage.Lease.Subnets.Any(subnet.Overlaps))
                return "it overlaps this node's own";

            var underlay = vantage.Plan.Underlay.FirstOrDefault(subnet.Contains);
            return underlay == default ? null : $"it covers {underlay}, over which this node reaches the others";
        }

        /// <summary>Adds what it takes to reach the subnet; or says why it cannot be.</summary>
        private string? Reach(Prefix subnet)
        {
            var plan = vantage.Plan;
            var gateway = peer.AddressOf(subnet.Family);
            var isOnLink = gateway is not null && plan.IsOnLink(gateway);
            if (plan.Overlay is not { } overlay)
            {
                return peer.Backend == BackendKind.Vxlan && gateway is not null && !isOnLink
                    ? "its backend is vxlan, this node's is host-gw, and they are not on the same link; give both the same one"
                    : ReachDirectly(subnet, gateway);
            }

            if (isOnLink && (overlay.PrefersDirect || peer.Tunnel is null))
                return ReachDirectly(subnet, gateway);

            return peer.Tunnel is { } tunnel
                ? ReachThrough(subnet, tunnel)
                : "its backend is host-gw, this node's is vxlan, and they are not on the same link; give both the same one";
        }

        private string? ReachDirectly(Prefix subnet, IPAddress? gateway)
        {
            if (gateway is null)
                return $"the node has no public {NameOf(subnet.Family)} address";
            if (FindFault(gateway) is { } fault)
                return fault;

            _routes.Add(new DesiredRoute(subnet, gateway));
            return null;
        }

        private string? ReachThrough(Prefix subnet, TunnelEnd tunnel)
        {
            var (outer, remote) = ChooseOuter(subnet.Family);
            if (remote is null)
                return $"the node has no public address over which this node has a tunnel ({peer.PublicIPv4?.ToString() ?? "no IPv4"}, {peer.PublicIPv6?.ToString() ?? "no IPv6"})";
            if (FindFault(remote) is { } fault)
                return fault;

            var mac = tunnel.MacOver(outer);
            if (mac == vantage.Plan.Overlay!.Mac)
                return $"its VTEP MAC address {mac} is this node's own";
            if (better is not null)
                return $"its VTEP MAC address {mac} is also that of node {better.Node}, whose claim (epoch {better.Epoch}) is better than its own ({peer.Epoch})";

            // As flannel does: the route's gateway is the subnet's first address, which the node's device has.
            var way = outer == AddressFamily.InterNetwork ? Way.OverIPv4 : Way.OverIPv6;
            _routes.Add(new DesiredRoute(subnet, subnet.Address, way));
            _neighbours.Add(new DesiredNeighbour(way, subnet.Address, mac));
            var forwarding = ToForwarding(way, mac, remote, tunnel);
            if (!_forwarding.Contains(forwarding))
                _forwarding.Add(forwarding);
            return null;
        }

        private (AddressFamily Outer, IPAddress? Remote) ChooseOuter(AddressFamily inner)
        {
            var other = inner == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            foreach (var outer in (ReadOnlySpan<AddressFamily>)[inner, other])
            {
                if (vantage.HasTunnelOver(outer) && peer.AddressOf(outer) is { } remote)
                    return (outer, remote);
            }

            return (inner, null);
        }

        /// <summary>Each node is sent what it listens for, so that identifier and port can be changed one node after the other.</summary>
        private DesiredForwarding ToForwarding(Way way, MacAddress mac, IPAddress remote, TunnelEnd tunnel)
        {
            var overlay = vantage.Plan.Overlay!;
            return new DesiredForwarding(
                way, mac, remote, tunnel.Port == overlay.Port ? 0 : tunnel.Port, tunnel.Vni == overlay.Vni ? null : (uint)tunnel.Vni);
        }

        private string? FindFault(IPAddress remote)
        {
            if (vantage.Lease.Network.Any(cidr => cidr.Contains(remote)))
                return $"its public address {remote} is inside the cluster network";

            return vantage.Plan.Owns(remote) ? $"its public address {remote} is this node's own"
                : vantage.Plan.IsBroadcast(remote) ? $"its public address {remote} is a whole network's"
                : null;
        }

        private Problem? FindOddity() => vantage.Plan.Overlay is { } overlay && peer.Tunnel is { } tunnel && (tunnel.Vni != overlay.Vni || tunnel.Port != overlay.Port)
            ? new Problem(
                $"node {peer.Node}",
                $"node {peer.Node} has VNI {tunnel.Vni} and UDP port {tunnel.Port}, this one {overlay.Vni} and {overlay.Port}: each sends what the other listens for, but flannel does not; give both the same")
            : null;

        private static string NameOf(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
    }
}
