using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Allocation.Blocks;

/// <summary>Space that a shard is short of, to serve one node.</summary>
/// <param name="Lengths">For each address family that is missing, the prefix length that must fit.</param>
/// <param name="Preferred">Prefixes that the node would like; taken where they are free, otherwise passed over.</param>
public sealed record SpaceNeed(ImmutableArray<FamilyLength> Lengths, ImmutableArray<Prefix> Preferred);

/// <summary>A prefix length of one address family.</summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Length">The prefix length.</param>
public readonly record struct FamilyLength(AddressFamily Family, int Length);
