using System.Collections.Immutable;
using System.Net;

namespace ActorNet.Agent.Rules;

/// <summary>Who may send to this node's tunnel.</summary>
/// <param name="Port">The UDP port.</param>
/// <param name="Peers">The addresses of the nodes that have a tunnel as well, in order and each once.</param>
internal sealed record TunnelDoor(int Port, ImmutableArray<IPAddress> Peers)
{
    public bool Equals(TunnelDoor? other) => other is not null && Port == other.Port && Peers.AsSpan().SequenceEqual(other.Peers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Port, Peers.Length);
}
