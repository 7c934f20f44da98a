using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Attestations;

/// <summary>Where the routes of a node's host lead that are not its agent's.</summary>
/// <param name="Pool">The pool of the node's lease.</param>
/// <param name="Node">The node.</param>
/// <param name="Destinations">What it told.</param>
/// <param name="LeftOut">How many more there are.</param>
internal sealed record ToldRoutes(PoolName Pool, NodeId Node, ImmutableArray<Prefix> Destinations, int LeftOut)
{
    /// <summary>A node that says nothing for longer is gone, or tells another replica.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromMinutes(2);

    /// <summary>From a message that was read and found right; null where nothing was told.</summary>
    public static ToldRoutes? From(PoolName pool, NodeId node, HostRoutes? told) => told is null
        ? null
        : new ToldRoutes(pool, node, [.. told.Ipv4.Select(Prefix.Parse), .. told.Ipv6.Select(Prefix.Parse)], (int)Math.Min((long)told.Ipv4LeftOut + told.Ipv6LeftOut, int.MaxValue));
}
