using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Allocation.Pools;

/// <summary>One address family of a pool.</summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Cidrs">Its part of the address space, in address order, at least one.</param>
/// <param name="PrefixLength">The prefix length of a node's subnet.</param>
/// <param name="Shortest">The shortest prefix length that a node may ask for.</param>
/// <param name="Longest">The longest prefix length that a node may ask for.</param>
public sealed record FamilySpec(AddressFamily Family, ImmutableArray<Prefix> Cidrs, int PrefixLength, int Shortest, int Longest)
{
    /// <summary>The network that all CIDRs are in, for those who tell inside from outside; null where each CIDR stands for itself.</summary>
    public Prefix? Network { get; init; }

    /// <inheritdoc/>
    public bool Equals(FamilySpec? other) => other is not null
        && (Family, PrefixLength, Shortest, Longest, Network) == (other.Family, other.PrefixLength, other.Shortest, other.Longest, other.Network)
        && Cidrs.SequenceEqual(other.Cidrs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Family, PrefixLength, Shortest, Longest, Cidrs.Length);
}
