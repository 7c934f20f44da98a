using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Coordinator.Directory;

/// <summary>What the directory shows of a lease: all that is public of it, and no secrets.</summary>
/// <param name="Shard">The shard that owns it.</param>
/// <param name="Node">The node.</param>
/// <param name="Subnets">Its subnets, IPv4 first, behind those of each address family what the node is leaving of it.</param>
/// <param name="Epoch">The generation.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attributes">What the node says of itself.</param>
/// <param name="GrantedAt">When this epoch was granted.</param>
/// <param name="ChangedAt">When it last changed.</param>
/// <param name="Revision">The position of its last change.</param>
internal sealed record DirectoryLease(
    ShardKey Shard,
    NodeId Node,
    ImmutableArray<Prefix> Subnets,
    Epoch Epoch,
    LeaseState State,
    NodeAttributes Attributes,
    DateTimeOffset GrantedAt,
    DateTimeOffset ChangedAt,
    long Revision)
{
    /// <summary>Those of the subnets that the node has got others for, and is to give up.</summary>
    public ImmutableArray<Prefix> Leaving { get; init; } = [];

    /// <summary>The subnets that it is to have then.</summary>
    public ImmutableArray<Prefix> Staying => Leaving.IsEmpty ? Subnets : [.. Subnets.Where(subnet => !Leaving.Contains(subnet))];

    /// <summary>The pool's name.</summary>
    public PoolName Pool => Shard.Pool;

    /// <summary>Its part of the pool's digest; it does not change within an epoch.</summary>
    public ulong Hash { get; } = LeaseDigest.HashOf(Node, Epoch, Subnets);

    /// <summary>How it ended, or was revoked; null while it is active.</summary>
    public LeaseEnding? Ending { get; init; }

    /// <summary>Whether a node may believe in it.</summary>
    public bool IsHeld => State != LeaseState.Quarantined;
}
