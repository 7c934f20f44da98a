using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Peers;

/// <summary>A node's claim to its subnets, as the coordinators tell it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The claim's generation.</param>
/// <param name="Subnets">Disjoint. One per address family, or more: further ones, and while the node moves those that it is leaving as well.</param>
/// <param name="PublicIPv4">Where its IPv4 subnet is reached; null: nowhere.</param>
/// <param name="PublicIPv6">Where its IPv6 subnet is reached; null: nowhere.</param>
/// <param name="Backend">How it wants to be reached.</param>
/// <param name="Tunnel">Its end of a tunnel, if its backend is VXLAN.</param>
internal sealed record Peer(
    NodeId Node,
    Epoch Epoch,
    ImmutableArray<Prefix> Subnets,
    IPAddress? PublicIPv4,
    IPAddress? PublicIPv6,
    BackendKind Backend,
    TunnelEnd? Tunnel = null)
{
    /// <summary>Its public address of a family; null: none.</summary>
    public IPAddress? AddressOf(AddressFamily family) => family == AddressFamily.InterNetwork ? PublicIPv4 : PublicIPv6;

    public bool Equals(Peer? other) =>
        other is not null
        && Node == other.Node
        && Epoch == other.Epoch
        && Backend == other.Backend
        && Tunnel == other.Tunnel
        && Equals(PublicIPv4, other.PublicIPv4)
        && Equals(PublicIPv6, other.PublicIPv6)
        && Subnets.AsSpan().SequenceEqual(other.Subnets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Node, Epoch);
}
