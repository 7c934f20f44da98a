using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Routes;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>Which of the kernel's events say that it is not what it should be. A host has very many that do not: of containers, of other routes, and of what the agent itself does.</summary>
internal static class KernelEvents
{
    public static bool Deviates(NetlinkEvent item, KernelWants wants, LinkState links, KernelKeeper kernel) => item switch
    {
        LinkEvent link => Deviates(link, wants, links),
        AddressEvent address => Deviates(address, links),
        RouteEvent route => Deviates(route, wants, kernel),
        NeighbourEvent neighbour => Deviates(neighbour, wants, kernel.Indexes),
        FdbEvent entry => Deviates(entry, wants, kernel.Indexes),
        _ => true, // an overrun: some were lost
    };

    private static bool Deviates(LinkEvent item, KernelWants wants, LinkState links)
    {
        var name = item.Link.Name;
        Link? known;
        if (name == wants.State.Bridge?.Name)
            known = links.Bridge.Link;
        else if (name == wants.Uplink)
            known = links.Uplink;
        else if (wants.State.Devices.Any(device => device.Name == name))
            known = links.Devices.FirstOrDefault(device => device.Link?.Name == name)?.Link;
        else
            return links.Uplink?.Index == item.Link.Index || links.Bridge.Link?.Index == item.Link.Index || links.Devices.Any(device => device.Link?.Index == item.Link.Index); // renamed

        return known is null || item.Change == NetlinkChange.Deleted || Essence(known) != Essence(item.Link);
    }

    private static (int, bool, int, MacAddress?, LinkKind?, string?, int) Essence(Link link) =>
        (link.Index, link.IsUp, link.Mtu, link.Address, link.Kind is Vxlan ? link.Kind : null, link.Alias, link.MasterIndex);

    /// <summary>An address that the uplink loses can take routes with it, which the kernel does not report; one that it gets takes none.</summary>
    private static bool Deviates(AddressEvent item, LinkState links)
    {
        var index = item.Address.LinkIndex;
        if (item.Address.Scope != RouteScope.Universe)
            return false;
        if (index == links.Uplink?.Index)
            return item.Change == NetlinkChange.Deleted;

        var known = index == links.Bridge.Link?.Index ? links.Bridge : links.Devices.FirstOrDefault(device => device.Link?.Index == index);
        return known is not null
            && known.Addresses.Any(address => address.Local.Equals(item.Address.Local) && address.PrefixLength == item.Address.PrefixLength) != (item.Change == NetlinkChange.Set);
    }

    private static bool Deviates(RouteEvent item, KernelWants wants, KernelKeeper kernel)
    {
        var route = item.Route;
        if (route.Table != RouteTable.Main)
            return false;
        if (kernel.KnowsForeign(route.Destination))
            return true;

        var isOurs = route.Protocol == wants.Protocol;
        if (wants.Tables.Routes.TryGetValue(route.Destination, out var wanted))
            return item.Change == NetlinkChange.Set ? !RouteDifference.IsRight(wanted, route, kernel.Indexes, wants.Protocol) : isOurs;

        return item.Change == NetlinkChange.Set && (isOurs ? wants.Tables.AreAll : wants.Network.Any(cidr => cidr.Contains(route.Destination.BaseAddress)));
    }

    private static bool Deviates(NeighbourEvent item, KernelWants wants, LinkIndexes indexes) =>
        WayOf(item.Neighbour.LinkIndex, indexes) is { } way
        && (wants.Tables.Neighbours.TryGetValue((way, item.Neighbour.Destination), out var wanted)
            ? item.Change == NetlinkChange.Deleted || !NeighbourDifference.IsRight(wanted, item.Neighbour)
            : wants.Tables.AreAll && item.Change == NetlinkChange.Set && item.Neighbour.State.HasFlag(NeighbourState.Permanent));

    private static bool Deviates(FdbEvent item, KernelWants wants, LinkIndexes indexes) =>
        WayOf(item.Entry.LinkIndex, indexes) is { } way
        && (wants.Tables.Forwarding.TryGetValue((way, item.Entry.Address), out var wanted)
            ? item.Change == NetlinkChange.Deleted || !ForwardingDifference.IsRight(wanted, item.Entry)
            : wants.Tables.AreAll && item.Change == NetlinkChange.Set);

    private static Way? WayOf(int linkIndex, LinkIndexes indexes) =>
        linkIndex == 0 ? null : linkIndex == indexes.OverIPv4 ? Way.OverIPv4 : linkIndex == indexes.OverIPv6 ? Way.OverIPv6 : null;
}
