using System.Collections.Immutable;
using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Peers;

/// <summary>A node's claim to its subnets, as the coordinators tell it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The claim's generation.</param>
/// <param name="Subnets">Disjoint. One per address family, or more: further ones, and while the node moves those that it is leaving as well.</param>
/// <param name="PublicIPv4">Where its IPv4 subnet is reached; null: nowhere.</param>
/// <param name="PublicIPv6">Where its IPv6 subnet is reached; null: nowhere.</param>
/// <param name="IsHostGateway">Whether it forwards what is sent to it by a plain route.</param>
internal sealed record Peer(
    NodeId Node,
    Epoch Epoch,
    ImmutableArray<Prefix> Subnets,
    IPAddress? PublicIPv4,
    IPAddress? PublicIPv6,
    bool IsHostGateway);
