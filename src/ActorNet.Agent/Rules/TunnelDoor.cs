using System.Collections.Immutable;
using System.Net;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Peers;

namespace ActorNet.Agent.Rules;

/// <summary>Who may send to this node's tunnel.</summary>
/// <param name="Port">The UDP port.</param>
/// <param name="Peers">The addresses of the nodes that have a tunnel as well, each once.</param>
internal sealed record TunnelDoor(int Port, ImmutableArray<IPAddress> Peers)
{
    /// <summary>The door of this node's tunnel; null: it has none, or not all nodes are known.</summary>
    public static TunnelDoor? Of(HostPlan plan, PeerView peers) => plan.Overlay is not { } overlay || !peers.IsComplete
        ? null
        : new TunnelDoor(
            overlay.Port,
            [
                .. peers.Peers
                    .Where(peer => peer.Node != plan.Node && peer.Tunnel?.Vni == overlay.Vni)
                    .SelectMany(peer => new[] { peer.PublicIPv4, peer.PublicIPv6 })
                    .OfType<IPAddress>()
                    .Distinct(),
            ]);

    public bool Equals(TunnelDoor? other) => other is not null && Port == other.Port && Peers.AsSpan().SequenceEqual(other.Peers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Port, Peers.Length);
}
