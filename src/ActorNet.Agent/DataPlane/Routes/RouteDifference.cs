using System.Net;
using System.Net.Sockets;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Routes;

/// <summary>
/// The routes' part of <see cref="Difference"/>. Only routes with the agent's protocol number are its own. Where somebody else has a route to
/// the same prefix, theirs stays and ours goes, whatever the metrics.
/// </summary>
internal static class RouteDifference
{
    /// <summary>What the kernel makes of an IPv6 route without a metric (IP6_RT_PRIO_USER, linux/ipv6_route.h).</summary>
    private const uint IPv6Metric = 1024;

    /// <summary>Compares all.</summary>
    /// <param name="desired">The routes that should be, by destination.</param>
    /// <param name="areAll">Whether other routes of the agent's are stale; false while not all nodes are known.</param>
    /// <param name="present">The routes of the main table.</param>
    /// <param name="links">The links by which they go out.</param>
    /// <param name="protocol">The protocol number of the agent's routes.</param>
    /// <param name="difference">Gets what has to change.</param>
    public static void Find(
        IReadOnlyDictionary<IPNetwork, DesiredRoute> desired,
        bool areAll,
        IReadOnlyList<Route> present,
        LinkIndexes links,
        RouteProtocol protocol,
        Difference difference)
    {
        var right = new HashSet<IPNetwork>(desired.Count);
        var others = new Dictionary<IPNetwork, List<Route>>();
        foreach (var route in present)
        {
            if (!desired.TryGetValue(route.Destination, out var wanted))
            {
                if (areAll && route.Protocol == protocol)
                    difference.Add(ObjectKind.Route, SubjectOf(route.Destination), RouteRequest.Delete(route));
            }
            else if (!IsRight(wanted, route, links, protocol) || !right.Add(route.Destination))
            {
                if (!others.TryGetValue(route.Destination, out var list))
                    others.Add(route.Destination, list = []);
                list.Add(route);
            }
        }

        if (right.Count == desired.Count && others.Count == 0)
            return;

        var missing = new HashSet<Way>();
        foreach (var (destination, wanted) in desired)
        {
            var rest = others.GetValueOrDefault(destination) ?? [];
            if (!right.Contains(destination))
                Mend(wanted, rest, links, protocol, missing, difference);
            else if (rest.Count > 0)
                Clear(wanted, rest, links, protocol, difference);
        }
    }

    /// <summary>Whether a route is the one that should be.</summary>
    public static bool IsRight(DesiredRoute wanted, Route present, LinkIndexes links, RouteProtocol protocol) =>
        present.Protocol == protocol
        && present.Type == RouteType.Unicast
        && present.LinkIndex == links.Of(wanted.Way)
        && wanted.Gateway.Equals(present.Gateway)
        && IsReplaceable(present);

    /// <summary>The route as the kernel wants it.</summary>
    public static Route ToRoute(DesiredRoute route, LinkIndexes links, RouteProtocol protocol) => new()
    {
        Destination = route.Destination.ToIPNetwork(),
        Gateway = route.Gateway,
        LinkIndex = links.Of(route.Way),
        Protocol = protocol,
        Flags = route.Way == Way.Direct ? RouteFlags.None : RouteFlags.OnLink,
    };

    /// <summary>What changes and conflicts call a route.</summary>
    public static string SubjectOf(IPNetwork destination) => $"route {destination}";

    /// <summary>What is said of somebody else's route in the place of one of ours.</summary>
    public static string InTheWay(DesiredRoute desired, string foreign) =>
        $"{desired.Destination} cannot be routed via {desired.Gateway}: somebody else's route is in the way ({foreign})";

    /// <summary>The right one is not there.</summary>
    private static void Mend(
        DesiredRoute desired, List<Route> present, LinkIndexes links, RouteProtocol protocol, HashSet<Way> missing, Difference difference)
    {
        var subject = SubjectOf(desired.Destination.ToIPNetwork());
        var ours = present.FindAll(route => route.Protocol == protocol);
        if (present.Find(route => route.Protocol != protocol) is { } foreign)
        {
            difference.Conflict(subject, InTheWay(desired, foreign.ToString()));
            foreach (var route in ours)
                difference.Add(ObjectKind.Route, subject, RouteRequest.Delete(route));
            return;
        }

        if (links.Of(desired.Way) == 0)
        {
            difference.Block();

            // One line for them all: a tunnel that cannot be made has said why.
            if (missing.Add(desired.Way))
                difference.Conflict(desired.Way == Way.Direct ? "uplink" : "tunnel", $"the {(desired.Way == Way.Direct ? "interface" : "tunnel")} to the other nodes is not there");
            return;
        }

        // Replace only where ours was seen: the kernel compares no protocols, and would replace somebody else's as well.
        var wanted = ToRoute(desired, links, protocol);
        var replaced = ours.Find(IsReplaceable);
        difference.Add(ObjectKind.Route, subject, replaced is null ? RouteRequest.Add(wanted) : RouteRequest.Replace(wanted));
        foreach (var other in ours.Where(other => !ReferenceEquals(other, replaced)))
            difference.Add(ObjectKind.Route, subject, RouteRequest.Delete(other));
    }

    /// <summary>The right one is there, and others to the same prefix with it.</summary>
    private static void Clear(DesiredRoute desired, List<Route> present, LinkIndexes links, RouteProtocol protocol, Difference difference)
    {
        var subject = SubjectOf(desired.Destination.ToIPNetwork());
        if (present.Find(route => route.Protocol != protocol) is { } foreign)
        {
            difference.Conflict(subject, InTheWay(desired, foreign.ToString()));
            difference.Add(ObjectKind.Route, subject, RouteRequest.Delete(ToRoute(desired, links, protocol)));
        }

        foreach (var other in present.Where(route => route.Protocol == protocol))
            difference.Add(ObjectKind.Route, subject, RouteRequest.Delete(other));
    }

    /// <summary>Whether the wanted route has the same place in the kernel's table.</summary>
    private static bool IsReplaceable(Route present) =>
        present is { TypeOfService: 0, NextHops.Count: 0 } && present.Metric == (present.Family == AddressFamily.InterNetwork ? 0 : IPv6Metric);
}
