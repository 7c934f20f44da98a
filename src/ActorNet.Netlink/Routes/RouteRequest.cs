using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Changes to routes.</summary>
public static class RouteRequest
{
    /// <summary>
    /// <c>ip route add</c>. Fails with EEXIST if there is a route with the same table, destination, type of service and metric,
    /// ENETUNREACH (IPv6: EHOSTUNREACH) if the gateway is not on the link, ENETDOWN if the link is down, ENODEV if there is no such link.
    /// </summary>
    public static NetlinkRequest Add(Route route) =>
        New("route add", route, MessageType.NewRoute, MessageFlags.Create | MessageFlags.Exclusive);

    /// <summary>
    /// <c>ip route replace</c>. Replaces the route with the same table, destination, type of service and metric, whoever made it: its
    /// protocol is not compared. Adds the route if there is none.
    /// </summary>
    public static NetlinkRequest Replace(Route route) =>
        New("route replace", route, MessageType.NewRoute, MessageFlags.Create | MessageFlags.Replace);

    /// <summary>
    /// <c>ip route delete</c>. Deletes the first route that has all that is given: destination, table and type of service always;
    /// gateway, link, source, scope, metric, type and protocol if they are not null, 0 or unspecified (a new record's type is unicast and
    /// its protocol boot). Fails with ESRCH if there is none.
    /// </summary>
    public static NetlinkRequest Delete(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return new("route delete", route, MessageType.DeleteRoute, MessageFlags.None, RouteMessage.ForChange(route, RouteScope.Nowhere));
    }

    private static NetlinkRequest New(string verb, Route route, MessageType type, MessageFlags flags)
    {
        ArgumentNullException.ThrowIfNull(route);
        return new(verb, route, type, flags, RouteMessage.ForChange(route, RouteMessage.DefaultScope(route)));
    }
}
