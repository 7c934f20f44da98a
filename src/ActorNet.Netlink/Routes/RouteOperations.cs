using System.Net;
using System.Net.Sockets;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Reading and changing routes. Every change is also a <see cref="RouteRequest"/> for batches.</summary>
public static class RouteOperations
{
    private static readonly RouteFilter All = new();

    /// <summary>The routes that pass a filter; all of them without one, those of the table "local" included.</summary>
    public static async Task<IReadOnlyList<Route>> ListRoutesAsync(
        this NetlinkConnection connection, RouteFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= All;
        if (filter.Family != AddressFamily.Unspecified)
            return await DumpAsync(connection, filter, filter.Family, cancellationToken).ConfigureAwait(false);

        var v4 = await DumpAsync(connection, filter, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        var v6 = await DumpAsync(connection, filter, AddressFamily.InterNetworkV6, cancellationToken).ConfigureAwait(false);
        return [.. v4, .. v6];
    }

    /// <summary><c>ip route get</c>: how a packet from this host would travel. Gateway, link and source are those it would use.</summary>
    /// <exception cref="NetlinkException">There is no way (ENETUNREACH, or what the route's type says).</exception>
    public static async Task<Route> LookupRouteAsync(
        this NetlinkConnection connection, IPAddress destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var route = await connection.GetAsync(RouteMessage.Lookup(destination), cancellationToken).ConfigureAwait(false);
        return route ?? throw NetlinkException.Malformed("no route in the answer to a route look-up");
    }

    /// <inheritdoc cref="RouteRequest.Add"/>
    public static Task AddRouteAsync(this NetlinkConnection connection, Route route, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(RouteRequest.Add(route), cancellationToken);

    /// <inheritdoc cref="RouteRequest.Replace"/>
    public static Task ReplaceRouteAsync(this NetlinkConnection connection, Route route, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(RouteRequest.Replace(route), cancellationToken);

    /// <inheritdoc cref="RouteRequest.Delete"/>
    public static Task DeleteRouteAsync(this NetlinkConnection connection, Route route, CancellationToken cancellationToken = default) =>
        connection.ExecuteAsync(RouteRequest.Delete(route), cancellationToken);

    private static async Task<IReadOnlyList<Route>> DumpAsync(
        NetlinkConnection connection, RouteFilter filter, AddressFamily family, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.DumpAsync(RouteMessage.List(filter, family), cancellationToken).ConfigureAwait(false);
        }
        catch (NetlinkException e) when (e.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            // The kernel has no table until it has a route, and no routes over a link that is gone.
            return [];
        }
    }
}
