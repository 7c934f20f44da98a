using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Allocation.Blocks;

/// <summary>Space that a shard is short of, to serve one node, or will be short of soon.</summary>
/// <param name="Lengths">For each address family that is missing, the prefix length that must fit.</param>
/// <param name="Preferred">Prefixes that the node would like; taken where they are free, otherwise passed over.</param>
public sealed record SpaceNeed(ImmutableArray<FamilyLength> Lengths, ImmutableArray<Prefix> Preferred)
{
    /// <summary>The most prefixes of <see cref="Together"/>.</summary>
    public const int MostTogether = 16;

    /// <summary>What a node's subnet lacks to grow: given all or none, and only where the pool itself has it free.</summary>
    public ImmutableArray<Prefix> Together { get; init; } = [];

    /// <summary>Nobody waits for it yet: given where the pool has plenty, and never taken from other shards.</summary>
    public ImmutableArray<FamilyLength> Ahead { get; init; } = [];

    /// <summary>Whether the node is one that the pool's headroom is kept for.</summary>
    public bool IsForKept { get; init; }

    /// <summary>Whether both ask for the same.</summary>
    public bool IsSameAs(SpaceNeed other) =>
        Lengths.SequenceEqual(other.Lengths)
        && Preferred.SequenceEqual(other.Preferred)
        && Together.SequenceEqual(other.Together)
        && Ahead.SequenceEqual(other.Ahead)
        && IsForKept == other.IsForKept;
}

/// <summary>A prefix length of one address family.</summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Length">The prefix length.</param>
public readonly record struct FamilyLength(AddressFamily Family, int Length);
