using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Simulation.Invariants;

/// <summary>What the store says of a node's lease.</summary>
/// <param name="Shard">The shard that wrote it.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Subnets">Its subnets.</param>
/// <param name="Instance">Whose it is.</param>
/// <param name="Token">The token that goes with it.</param>
/// <param name="IsHeld">Whether it is active or revoked; else it is quarantined.</param>
internal sealed record Record(ShardKey Shard, NodeId Node, Epoch Epoch, ImmutableArray<Prefix> Subnets, Secret128 Instance, Secret128 Token, bool IsHeld)
{
    /// <summary>What the node says of itself.</summary>
    public NodeAttributes Attributes { get; init; }

    /// <summary>Whether an operator has taken it back.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>Where it stands.</summary>
    public LeaseState State => !IsHeld ? LeaseState.Quarantined : IsRevoked ? LeaseState.Revoked : LeaseState.Active;

    /// <summary>Whether a lease is what the store says.</summary>
    public bool Says(Lease lease) =>
        (lease.Epoch, lease.State, lease.Instance, lease.Token, lease.Attributes) == (Epoch, State, Instance, Token, Attributes)
        && lease.Subnets.SequenceEqual(Subnets);
}
