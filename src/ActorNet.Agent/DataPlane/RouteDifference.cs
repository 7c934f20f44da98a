using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>
/// The routes' part of <see cref="Difference"/>. Only routes with the agent's protocol number are its own. Where somebody else has a route to
/// the same prefix, theirs stays and ours goes, whatever the metrics.
/// </summary>
internal static class RouteDifference
{
    public static void Find(
        DesiredState desired,
        KernelState kernel,
        RouteProtocol protocol,
        ImmutableArray<Change>.Builder changes,
        ImmutableArray<Problem>.Builder conflicts)
    {
        var present = kernel.Routes.ToLookup(route => route.Destination);
        var wanted = desired.Routes.Select(route => route.Destination.ToIPNetwork()).ToHashSet();
        if (desired.RoutesAreAll)
        {
            foreach (var stale in kernel.Routes.Where(route => route.Protocol == protocol && !wanted.Contains(route.Destination)))
                changes.Add(new Change($"route {stale.Destination}", RouteRequest.Delete(stale)));
        }

        foreach (var route in desired.Routes)
            Compare(route, [.. present[route.Destination.ToIPNetwork()]], kernel.Uplink, protocol, changes, conflicts);
    }

    /// <summary>What changes and conflicts call a route.</summary>
    public static string SubjectOf(DesiredRoute route) => $"route {route.Destination}";

    private static void Compare(
        DesiredRoute desired,
        List<Route> present,
        Link? uplink,
        RouteProtocol protocol,
        ImmutableArray<Change>.Builder changes,
        ImmutableArray<Problem>.Builder conflicts)
    {
        var subject = SubjectOf(desired);
        var ours = present.FindAll(route => route.Protocol == protocol);
        if (present.Find(route => route.Protocol != protocol) is { } foreign)
        {
            conflicts.Add(new Problem(subject, $"{desired.Destination} cannot be routed via {desired.Gateway}: somebody else's route is in the way ({foreign})"));
            changes.AddRange(ours.Select(route => new Change(subject, RouteRequest.Delete(route))));
            return;
        }

        if (uplink is null)
        {
            conflicts.Add(new Problem("uplink", "the interface to the other nodes is not there"));
            return;
        }

        var route = new Route
        {
            Destination = desired.Destination.ToIPNetwork(),
            Gateway = desired.Gateway,
            LinkIndex = uplink.Index,
            Protocol = protocol,
        };
        var surplus = ours.FindAll(other => !IsSame(other, route));
        if (surplus.Count == ours.Count)
        {
            // Replace only where ours was seen: the kernel compares no protocols, and would replace somebody else's as well.
            var replaced = surplus.Find(IsReplaceable);
            changes.Add(new Change(subject, replaced is null ? RouteRequest.Add(route) : RouteRequest.Replace(route with { Metric = replaced.Metric })));
            surplus.RemoveAll(other => other == replaced);
        }

        changes.AddRange(surplus.Select(other => new Change(subject, RouteRequest.Delete(other))));
    }

    /// <summary>Whether the wanted route has the same place in the kernel's table.</summary>
    private static bool IsReplaceable(Route present) =>
        present is { TypeOfService: 0, NextHops.Count: 0 } and ({ Metric: 0 } or { Family: AddressFamily.InterNetworkV6 });

    private static bool IsSame(Route present, Route wanted) =>
        present.Type == RouteType.Unicast
        && present.LinkIndex == wanted.LinkIndex
        && wanted.Gateway!.Equals(present.Gateway)
        && present.NextHops.Count == 0
        && present.TypeOfService == 0;
}
