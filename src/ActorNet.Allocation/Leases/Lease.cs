using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Leases;

/// <summary>One node's hold on its subnets in one pool, from its first grant until its quarantine ends.</summary>
/// <param name="Node">The node.</param>
/// <param name="Subnets">Its subnets, IPv4 first: of each address family of the pool the one that it has most use for, further ones behind it, and behind them what the node is leaving of that family.</param>
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
    /// <summary>The most subnets of an address family that a node has, besides what it is leaving: each one is a route on every other node.</summary>
    public const int MostSubnets = 4;

    /// <summary>
    /// The oldest epoch that the holder may still believe in; none where it is this one. What it believes in under any from that one on is within
    /// these subnets: they have grown out of it, or it has given up the rest.
    /// </summary>
    public Epoch GrownFrom { get; init; }

    /// <summary>Whether its holder may go on with it.</summary>
    public bool IsRenewable => State is LeaseState.Active or LeaseState.Suspect;

    /// <summary>Those of the subnets that the node has got others for, and is to give up. It may use both until it does.</summary>
    public ImmutableArray<Prefix> Leaving { get; init; } = [];

    /// <summary>The subnets that the node is to have when it has given up what it is leaving.</summary>
    public ImmutableArray<Prefix> Staying => Leaving.IsEmpty ? Subnets : [.. Subnets.Where(subnet => !Leaving.Contains(subnet))];

    /// <summary>Those of <see cref="Staying"/> of one address family, the one that the node has most use for first.</summary>
    public ImmutableArray<Prefix> StayingOf(AddressFamily family) => [.. Staying.Where(subnet => subnet.Family == family)];

    /// <summary>The oldest epoch that the lease covers.</summary>
    internal Epoch CoveredFrom => GrownFrom > Epoch.None ? GrownFrom : Epoch;

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
        Leaving = granted.Leaving,
    };

    /// <summary>The lease as if the node had given up all that it is leaving.</summary>
    internal Lease WithoutLeaving() => Leaving.IsEmpty ? this : this with { Subnets = Staying, Leaving = [] };

    /// <summary>Whether who believes in an epoch of the node's believes in nothing that this lease does not have.</summary>
    public bool Covers(Epoch epoch) => epoch == Epoch || (GrownFrom > Epoch.None && epoch >= GrownFrom && epoch < Epoch);
}
