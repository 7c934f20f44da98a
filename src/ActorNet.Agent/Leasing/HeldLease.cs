using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Leasing;

/// <summary>What a grant gave to this node.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Subnets">Those of each address family of the pool, IPv4 first: the one that it got first, further ones, and those that it is leaving.</param>
/// <param name="Epoch">The generation; 1 or more.</param>
/// <param name="TimeToLive">How long a grant or renewal lasts from the moment it was asked for; 5 s or more.</param>
/// <param name="Network">The pool's CIDRs: the cluster network.</param>
internal sealed record HeldLease(string Pool, ImmutableArray<Prefix> Subnets, Epoch Epoch, TimeSpan TimeToLive, ImmutableArray<Prefix> Network)
{
    /// <summary>The networks that the pool is a part of, where it names them: one per address family at most. Wider than its CIDRs.</summary>
    public ImmutableArray<Prefix> WholeNetworks { get; init; } = [];

    /// <summary>Those of the subnets that the node is to give up, having got others for them, or more than it wants.</summary>
    public ImmutableArray<Prefix> Leaving { get; init; } = [];

    /// <summary>How long the node has both before it gives up those that it is leaving, counted from when the host has the others.</summary>
    public TimeSpan MoveWindow { get; init; }

    /// <summary>The subnets to use: one per address family, or several where the node takes so many.</summary>
    public IEnumerable<Prefix> Staying => Subnets.Except(Leaving);

    /// <summary>The first of each address family: for what can name one only.</summary>
    public IEnumerable<Prefix> Firsts => Staying.DistinctBy(subnet => subnet.Family);

    /// <summary>Whether both are the same hold: same epoch, same subnets.</summary>
    public bool IsSameHoldAs(HeldLease other) => Epoch == other.Epoch && HasSameSubnetsAs(other.Subnets);

    public bool HasSameSubnetsAs(ImmutableArray<Prefix> subnets) => Subnets.AsSpan().SequenceEqual(subnets.AsSpan());

    /// <summary>Whether whatever has an address in those subnets may keep it: they are these, or these have grown around them, or are the parts of one of them.</summary>
    public bool Contains(ImmutableArray<Prefix> subnets)
    {
        foreach (var subnet in subnets)
        {
            var parts = Subnets.Where(subnet.Contains).Aggregate(UInt128.Zero, (sum, part) => sum + part.AddressCount);
            if (parts < subnet.AddressCount && !Subnets.Any(own => own.Contains(subnet)))
                return false;
        }

        return true;
    }

    /// <summary>The lease without those of its subnets.</summary>
    public HeldLease Without(ImmutableArray<Prefix> subnets) => this with { Subnets = [.. Subnets.Except(subnets)], Leaving = [.. Leaving.Except(subnets)] };

    public bool Equals(HeldLease? other) =>
        other is not null && Pool == other.Pool && TimeToLive == other.TimeToLive && MoveWindow == other.MoveWindow && IsSameHoldAs(other)
        && Leaving.AsSpan().SequenceEqual(other.Leaving.AsSpan())
        && Network.AsSpan().SequenceEqual(other.Network.AsSpan()) && WholeNetworks.AsSpan().SequenceEqual(other.WholeNetworks.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Pool, Epoch);

    public override string ToString() => $"{string.Join(", ", Staying)} (pool {Pool}, epoch {Epoch}{(Leaving.IsEmpty ? "" : $", leaving {string.Join(", ", Leaving)}")})";
}
