using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Netlink;

namespace ActorNet.Agent.Attesting;

/// <summary>
/// Where a host's routes lead that are not the agent's: nodes whose pool gets such space may not reach one another, and an operator wants to know it before.
/// </summary>
internal static class ForeignRoutes
{
    /// <summary>How many of each address family are told.</summary>
    public const int Most = 16;

    /// <summary>The destinations, two halves as their whole, by address. What a default route has, whole or in halves, says nothing of any space, and in special ranges no pool is.</summary>
    /// <param name="routes">The routes of the main table.</param>
    /// <param name="own">The protocol number of the agent's routes.</param>
    /// <param name="ownLinks">The indexes of the agent's own links: the kernel makes routes of their addresses.</param>
    public static ImmutableArray<Prefix> Of(IReadOnlyList<Route> routes, RouteProtocol own, params ReadOnlySpan<int> ownLinks)
    {
        var destinations = new HashSet<Prefix>();
        foreach (var route in routes)
        {
            if (route.Protocol == own || IsDefault(route) || route.Destination.BaseAddress.IsIPv4MappedToIPv6 || (route.LinkIndex != 0 && ownLinks.Contains(route.LinkIndex)))
                continue;

            var destination = Prefix.FromNetwork(route.Destination);
            if (!SpecialRanges.Covers(destination))
                destinations.Add(destination);
        }

        return [.. Join(destinations).Order()];
    }

    /// <summary>No more than may be told: first without those inside of others, then the largest.</summary>
    /// <param name="destinations">Those of one address family, by address.</param>
    /// <returns>What is told, by address, and how many are not that are inside of nothing that is.</returns>
    public static (ImmutableArray<Prefix> Told, int LeftOut) Bound(IReadOnlyList<Prefix> destinations)
    {
        if (destinations.Count <= Most)
            return ([.. destinations], 0);

        var outermost = new List<Prefix>();
        foreach (var destination in destinations)
        {
            // In address order a prefix comes before all that it contains.
            if (outermost is not [.., var last] || !last.Contains(destination))
                outermost.Add(destination);
        }

        return ([.. outermost.OrderBy(destination => destination.Length).Take(Most).Order()], Math.Max(outermost.Count - Most, 0));
    }

    /// <summary>2000::/3 is all of IPv6 that is routed, and VPNs make two halves so as not to replace the default route.</summary>
    private static bool IsDefault(Route route) => route.Destination.PrefixLength <= (route.Family == AddressFamily.InterNetwork ? 1 : 3);

    /// <summary>Names nothing that is not there: only both halves of a prefix are put together.</summary>
    private static HashSet<Prefix> Join(HashSet<Prefix> destinations)
    {
        foreach (var length in Enumerable.Range(1, 128).Reverse())
        {
            foreach (var half in destinations.Where(prefix => prefix.Length == length && destinations.Contains(prefix.Buddy)).ToList())
            {
                destinations.Remove(half);
                destinations.Add(half.Parent);
            }
        }

        return destinations;
    }
}
