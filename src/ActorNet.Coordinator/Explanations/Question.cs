using System.Net.Sockets;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Explanations;

/// <summary>What is to be explained.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Node">The node.</param>
/// <param name="Ipv4Length">The IPv4 prefix length that the node asks for; null: the pool's default.</param>
/// <param name="Ipv6Length">The IPv6 prefix length that the node asks for; null: the pool's default.</param>
internal sealed record Question(PoolName Pool, NodeId Node, int? Ipv4Length, int? Ipv6Length)
{
    public int LengthOf(FamilySpec family) => (family.Family == AddressFamily.InterNetwork ? Ipv4Length : Ipv6Length) ?? family.PrefixLength;
}
