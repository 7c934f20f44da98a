using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Leases;

/// <summary>What a shard is asked to do with one node's lease.</summary>
/// <param name="Node">The node.</param>
public abstract record LeaseCommand(NodeId Node);

/// <summary>Give the node its lease, or the one that it has.</summary>
/// <param name="Node">The node.</param>
/// <param name="Instance">The agent installation that asks.</param>
public sealed record AcquireLease(NodeId Node, Secret128 Instance) : LeaseCommand(Node)
{
    private readonly Epoch burntEpoch;

    /// <summary>The token of an earlier grant.</summary>
    public Secret128? Token { get; init; }

    /// <summary>The highest epoch that the caller has given up, 0 to <see cref="Epoch.MaxBurnt"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public Epoch BurntEpoch
    {
        get => burntEpoch;
        init => burntEpoch = value >= Epoch.None && value <= Epoch.MaxBurnt
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "a burnt epoch is 0 to 2^62");
    }

    /// <summary>Subnets that the caller would like, most wanted first.</summary>
    public ImmutableArray<Prefix> Preferred { get; init; } = [];

    /// <summary>The IPv4 prefix length wanted, within the pool's range; null for the pool's default.</summary>
    public int? Ipv4Length { get; init; }

    /// <summary>The IPv6 prefix length wanted, within the pool's range; null for the pool's default.</summary>
    public int? Ipv6Length { get; init; }

    /// <summary>The longest IPv4 prefix that the caller takes where nothing of the wanted length is left; null for no other length.</summary>
    public int? Ipv4Longest { get; init; }

    /// <summary>The longest IPv6 prefix that the caller takes where nothing of the wanted length is left; null for no other length.</summary>
    public int? Ipv6Longest { get; init; }

    /// <summary>Whether the caller can hold a new subnet beside its old one while it changes over.</summary>
    public bool AcceptsMove { get; init; }

    /// <summary>What the caller has given up of its lease, and erased: it believes in none of it any more under <see cref="GivenUpEpoch"/> or before.</summary>
    public ImmutableArray<Prefix> GivenUp { get; init; } = [];

    /// <summary>The epoch in which it gave that up; of a lease with another one nothing ends.</summary>
    public Epoch GivenUpEpoch { get; init; }

    /// <summary>How many subnets of an address family the caller can use at once, 1 to <see cref="Lease.MostSubnets"/>; what it is leaving does not count.</summary>
    public int MostSubnets { get; init; } = 1;

    /// <summary>Whether the caller gives back what it has more than it asks for.</summary>
    public bool GivesBack { get; init; }

    /// <summary>What the node says of itself.</summary>
    public NodeAttributes Attributes { get; init; } = NodeAttributes.None;

    /// <summary>The node's labels, where the pool keeps something for nodes with certain ones: the shard judges them by what the pool is when it decides.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The token of the lease if it is granted now: drawn by the caller, for the rules draw nothing.</summary>
    public required Secret128 NewToken { get; init; }

    /// <summary>The caller's name for the attempt.</summary>
    public string RequestId { get; init; } = string.Empty;

    /// <summary>By how many bits longer the IPv4 prefix may be by now than the wanted one, of which nothing is left. The shard's own; not sent.</summary>
    internal int Ipv4Conceded { get; init; }

    /// <summary>The same for IPv6.</summary>
    internal int Ipv6Conceded { get; init; }

    /// <summary>The same for a further IPv4 subnet, which may be longer than what would make up for all that is missing.</summary>
    internal int FurtherIpv4Conceded { get; init; }

    /// <summary>The same for a further IPv6 subnet.</summary>
    internal int FurtherIpv6Conceded { get; init; }
}

/// <summary>Keep the lease alive.</summary>
/// <param name="Node">The node.</param>
/// <param name="Instance">The agent installation that asks.</param>
/// <param name="Epoch">The epoch that it holds.</param>
public sealed record RenewLease(NodeId Node, Secret128 Instance, Epoch Epoch) : LeaseCommand(Node);

/// <summary>End the lease.</summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The epoch that ends; another is left alone.</param>
public sealed record ReleaseLease(NodeId Node, Epoch Epoch) : LeaseCommand(Node)
{
    /// <summary>The holder's instance: it has erased what it saved. Null: somebody else asks.</summary>
    public Secret128? Instance { get; init; }

    /// <summary>Somebody else vouches that the node does not use the subnets any more.</summary>
    public bool NodeIsDown { get; init; }

    /// <summary>Why, for the history.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>The caller's name for the attempt.</summary>
    public string RequestId { get; init; } = string.Empty;
}
