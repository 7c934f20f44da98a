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

    /// <summary>Whether its shard has missed its node.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>The oldest epoch out of which this one has grown; none where it has not.</summary>
    public Epoch GrownFrom { get; init; }

    /// <summary>What its node is to give up.</summary>
    public ImmutableArray<Prefix> Leaving { get; init; } = [];

    /// <summary>What it is to have then.</summary>
    public IEnumerable<Prefix> Staying => Subnets.Where(subnet => !Leaving.Contains(subnet));

    /// <summary>The epochs in which its node may believe: this one, and those out of which it has grown.</summary>
    public IEnumerable<Epoch> Believable
    {
        get
        {
            for (var epoch = GrownFrom > Epoch.None ? GrownFrom : Epoch; epoch <= Epoch; epoch = epoch.Next)
            {
                yield return epoch;
            }
        }
    }

    /// <summary>Whether all of other subnets is of these.</summary>
    public static bool Contain(ImmutableArray<Prefix> subnets, ImmutableArray<Prefix> others) => others.All(other => subnets.Any(subnet => subnet.Contains(other))
        || subnets.Where(other.Contains).Aggregate(UInt128.Zero, (sum, part) => sum + part.AddressCount) == other.AddressCount);

    /// <summary>Where it stands.</summary>
    public LeaseState State => !IsHeld ? LeaseState.Quarantined : IsRevoked ? LeaseState.Revoked : IsSuspect ? LeaseState.Suspect : LeaseState.Active;

    /// <summary>Whether a lease is what the store says.</summary>
    public bool Says(Lease lease) =>
        (lease.Epoch, lease.GrownFrom, lease.State, lease.Instance, lease.Token, lease.Attributes) == (Epoch, GrownFrom, State, Instance, Token, Attributes)
        && lease.Subnets.SequenceEqual(Subnets) && lease.Leaving.SequenceEqual(Leaving);
}
