using System.Collections.Immutable;
using System.Net;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.DataPlane;

/// <summary>What of the options and of the host decides what the host should be.</summary>
/// <param name="Node">This node.</param>
/// <param name="Backend">How other nodes are reached.</param>
/// <param name="Uplink">The interface to them.</param>
/// <param name="PublicAddresses">This node's addresses among them.</param>
/// <param name="Bridge">The bridge; null for none.</param>
/// <param name="Mtu">The MTU of the bridge and in the files.</param>
/// <param name="RouteProtocol">The protocol number of the agent's routes.</param>
/// <param name="SubnetFile">Where flannel's file goes; null: nowhere.</param>
/// <param name="DockerOptionsFile">Where Docker's options go; null: nowhere.</param>
internal sealed record HostPlan(
    NodeId Node,
    BackendKind Backend,
    string? Uplink,
    ImmutableArray<IPAddress> PublicAddresses,
    string? Bridge,
    int Mtu,
    byte RouteProtocol,
    string? SubnetFile,
    string? DockerOptionsFile)
{
    /// <summary>Whether the agent's rules give what containers send out of the cluster network this host's address.</summary>
    public bool Masquerades { get; init; }

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
        && Masquerades == other.Masquerades;

    public override int GetHashCode() => HashCode.Combine(Node, Uplink, Bridge, Mtu, PublicAddresses.Length);

    public bool Owns(IPAddress address) => PublicAddresses.Contains(address);
}
