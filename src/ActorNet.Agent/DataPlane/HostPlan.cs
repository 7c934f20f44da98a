using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.DataPlane;

/// <summary>What of the options and of the host decides what the host should be.</summary>
/// <param name="Node">This node.</param>
/// <param name="Backend">How other nodes are reached.</param>
/// <param name="Uplink">The interface to them.</param>
/// <param name="PublicAddresses">This node's addresses among them.</param>
/// <param name="Bridge">The bridge; null for none.</param>
/// <param name="Mtu">The MTU of the bridge and in the files, unless tunnels need a lower one.</param>
/// <param name="RouteProtocol">The protocol number of the agent's routes.</param>
/// <param name="SubnetFile">Where flannel's file goes; null: nowhere.</param>
/// <param name="DockerOptionsFile">Where Docker's options go; null: nowhere.</param>
/// <param name="CniConfigFile">Where the CNI configuration goes; null: nowhere.</param>
internal sealed record HostPlan(
    NodeId Node,
    BackendKind Backend,
    string? Uplink,
    ImmutableArray<IPAddress> PublicAddresses,
    string? Bridge,
    int Mtu,
    byte RouteProtocol,
    string? SubnetFile,
    string? DockerOptionsFile,
    string? CniConfigFile = null)
{
    /// <summary>Whether the agent's rules give what containers send out of the cluster network this host's address.</summary>
    public bool Masquerades { get; init; }

    /// <summary>How the tunnels are; null: this node has none.</summary>
    public OverlayPlan? Overlay { get; init; }

    /// <summary>The MTU of the uplink, where there are tunnels.</summary>
    public int UplinkMtu { get; init; }

    /// <summary>The networks that the uplink is in: whose addresses are on the same link.</summary>
    public ImmutableArray<Prefix> OnLink { get; init; } = [];

    /// <summary>The routers that the uplink's default routes led to when the agent started; they can be outside of its networks.</summary>
    public ImmutableArray<Prefix> Routers { get; init; } = [];

    /// <summary>
    /// What carries the packets between nodes: a subnet that covers any of it would cut this host off. One that lies in the uplink's network and covers none of it may be a pool's: that network can be as wide as 10.0.0.0/8.
    /// </summary>
    public IEnumerable<Prefix> Underlay => OnLink.Concat(Routers).Concat(PublicAddresses.Select(HostOf));

    public bool Equals(HostPlan? other) =>
        other is not null
        && Node == other.Node
        && Backend == other.Backend
        && Uplink == other.Uplink
        && PublicAddresses.AsSpan().SequenceEqual(other.PublicAddresses.AsSpan())
        && Bridge == other.Bridge
        && Mtu == other.Mtu
        && RouteProtocol == other.RouteProtocol
        && SubnetFile == other.SubnetFile
        && DockerOptionsFile == other.DockerOptionsFile
        && CniConfigFile == other.CniConfigFile
        && Overlay == other.Overlay
        && UplinkMtu == other.UplinkMtu
        && OnLink.AsSpan().SequenceEqual(other.OnLink.AsSpan())
        && Routers.AsSpan().SequenceEqual(other.Routers.AsSpan())
        && Masquerades == other.Masquerades;

    public override int GetHashCode() => HashCode.Combine(Node, Uplink, Bridge, Mtu, PublicAddresses.Length);

    /// <summary>This node's address of a family among the other nodes; null: it has none.</summary>
    public IPAddress? AddressOf(AddressFamily family) => PublicAddresses.FirstOrDefault(address => address.AddressFamily == family);

    /// <summary>Whether packets for the address need no router.</summary>
    public bool IsOnLink(IPAddress address) => OnLink.Any(network => network.Contains(address));

    /// <summary>The prefix that is one address.</summary>
    public static Prefix HostOf(IPAddress address) => Prefix.Create(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    public bool Owns(IPAddress address) => PublicAddresses.Contains(address);

    /// <summary>Whether the address is no single host's on the link: the broadcast address of a network there, or, which some hosts take for it as well, its first one.</summary>
    public bool IsBroadcast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        && OnLink.Any(network => network.Length <= LongestWithBroadcast && (network.LastAddress.Equals(address) || network.Address.Equals(address)));

    /// <summary>RFC 3021: both addresses of a longer prefix are hosts'.</summary>
    private const int LongestWithBroadcast = 30;
}
