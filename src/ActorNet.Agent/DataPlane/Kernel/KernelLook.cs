using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Routes;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>Reads the kernel and says what differs from what should be; changes nothing.</summary>
internal static class KernelLook
{
    private static readonly Way[] Tunnels = [Way.OverIPv4, Way.OverIPv6];

    /// <summary>Compares everything.</summary>
    /// <exception cref="NetlinkException">The kernel cannot be read.</exception>
    public static async Task<Difference> CompareAsync(NetlinkConnection netlink, KernelWants wants, CancellationToken cancellationToken)
    {
        var difference = new Difference();
        var links = await CompareLinksAsync(netlink, wants, new HashSet<int>(), difference, cancellationToken);
        await CompareTablesAsync(netlink, wants, links.IndexesFor(wants.State), difference, cancellationToken);
        return difference;
    }

    /// <summary>Compares the bridge, the tunnels and their addresses; gives them as they are. One that has lost the agent's mark gets it back, and is compared with it the next time.</summary>
    /// <param name="netlink">The connection to the host's kernel.</param>
    /// <param name="wants">What should be.</param>
    /// <param name="marked">The numbers of links that had the mark; the kernel gives no number twice.</param>
    /// <param name="difference">Gets what has to change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NetlinkException">The kernel cannot be read.</exception>
    public static async Task<LinkState> CompareLinksAsync(
        NetlinkConnection netlink, KernelWants wants, IReadOnlySet<int> marked, Difference difference, CancellationToken cancellationToken)
    {
        var links = await LinkState.ReadAsync(netlink, wants.State, wants.Uplink, wants.State.DevicesAreAll ? wants.OwnDevices : [], cancellationToken);
        var unmarked = links.All.Where(link => marked.Contains(link.Index) && !LinkMark.IsOurs(link)).ToList();
        foreach (var link in unmarked)
            difference.Add(ObjectKind.Link, $"mark of {link.Name}", LinkMark.Put(link.Name));
        if (unmarked.Count > 0)
            return links;

        if (wants.State.Bridge is { } bridge)
            BridgeDifference.Find(bridge, links.Bridge, wants.OwnAddresses, difference);
        foreach (var link in links.Former)
            DeviceDifference.FindFormer(link, difference);
        foreach (var (device, present) in wants.State.Devices.Zip(links.Devices))
            DeviceDifference.Find(device, present, links.Uplink, difference);
        return links;
    }

    /// <summary>Compares routes, neighbours and forwarding entries; gives all routes of the main table. Neighbours and forwarding entries come first: a route is of use only with them.</summary>
    /// <exception cref="NetlinkException">The kernel cannot be read.</exception>
    public static async Task<IReadOnlyList<Route>> CompareTablesAsync(
        NetlinkConnection netlink, KernelWants wants, LinkIndexes indexes, Difference difference, CancellationToken cancellationToken)
    {
        var tables = wants.Tables;
        foreach (var way in Tunnels)
        {
            if (indexes.Of(way) is not 0 and var index && !wants.State.Devices.IsEmpty)
                await CompareTunnelAsync(netlink, tables, way, index, difference, cancellationToken);
        }

        var routes = await netlink.ListRoutesAsync(new RouteFilter { Table = RouteTable.Main }, cancellationToken);
        RouteDifference.Find(tables.Routes, tables.AreAll, routes, indexes, wants.Protocol, difference);
        return routes;
    }

    private static async Task CompareTunnelAsync(NetlinkConnection netlink, DesiredTables tables, Way way, int index, Difference difference, CancellationToken cancellationToken)
    {
        var neighbours = await netlink.ListNeighboursAsync(index, cancellationToken: cancellationToken);
        NeighbourDifference.Find(tables.Neighbours, tables.AreAll, neighbours, way, index, difference);
        var entries = await netlink.ListFdbAsync(index, cancellationToken);
        ForwardingDifference.Find(tables.Forwarding, tables.AreAll, entries, way, index, difference);
    }
}
