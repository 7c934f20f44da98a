using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Leases;

/// <summary>One node's hold on its subnets in one pool, from its first grant until its quarantine ends.</summary>
/// <param name="Node">The node.</param>
/// <param name="Subnets">Its subnets, one per address family of the pool, IPv4 first.</param>
/// <param name="Epoch">The generation.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Instance">The agent installation that holds it.</param>
/// <param name="Token">What proves that a caller has the holder's disk.</param>
/// <param name="Attributes">What the node says of itself.</param>
/// <param name="GrantedAt">When this epoch was granted, by the wall clock.</param>
/// <param name="ChangedAt">When it last changed, by the wall clock.</param>
public sealed record Lease(
    NodeId Node,
    ImmutableArray<Prefix> Subnets,
    Epoch Epoch,
    LeaseState State,
    Secret128 Instance,
    Secret128 Token,
    NodeAttributes Attributes,
    DateTimeOffset GrantedAt,
    DateTimeOffset ChangedAt);
