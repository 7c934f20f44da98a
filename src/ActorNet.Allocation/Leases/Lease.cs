using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;

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
    DateTimeOffset ChangedAt)
{
    /// <summary>
    /// The oldest epoch out of which this one has grown in place; none where it has not. The holder may still believe in any from this one on: their
    /// subnets are within these.
    /// </summary>
    public Epoch GrownFrom { get; init; }

    /// <summary>Whether its holder may go on with it.</summary>
    public bool IsRenewable => State is LeaseState.Active or LeaseState.Suspect;

    /// <summary>The lease that a grant makes.</summary>
    internal static Lease Of(LeaseGranted granted) => new(
        granted.Node,
        granted.Subnets,
        granted.Epoch,
        LeaseState.Active,
        granted.Instance,
        granted.Token,
        granted.Attributes,
        granted.At,
        granted.At)
    {
        GrownFrom = granted.GrownFrom,
    };

    /// <summary>Whether who believes in an epoch of the node's believes in nothing that this lease does not have.</summary>
    public bool Covers(Epoch epoch) => epoch == Epoch || (GrownFrom > Epoch.None && epoch >= GrownFrom && epoch < Epoch);
}
