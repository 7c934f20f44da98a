using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Docker;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>Finds out what the options leave open: the interface to the other nodes, this node's addresses on it, its MTU.</summary>
internal static class HostInspector
{
    private const int FallbackMtu = 1500;

    /// <summary>Makes the plan.</summary>
    /// <exception cref="HostUnfitException">The host does not have what the options or their defaults need.</exception>
    /// <exception cref="NetlinkException">The kernel refuses to be read.</exception>
    public static async Task<HostPlan> InspectAsync(AgentOptions options, NetlinkConnection netlink, CancellationToken cancellationToken)
    {
        var links = await netlink.ListLinksAsync(cancellationToken);
        var addresses = (await netlink.ListAddressesAsync(cancellationToken: cancellationToken)).Where(IsUsable).ToList();
        var defaults = (await netlink.ListRoutesAsync(new RouteFilter { Table = RouteTable.Main }, cancellationToken))
            .Where(route => route.Destination.PrefixLength == 0 && route.LinkIndex != 0).ToList();
        var reached = options.InterfaceCanReach is { } target ? await FindWayAsync(netlink, target, cancellationToken) : 0;
        var uplink = UplinkChoice.Find(options, links, addresses, defaults, reached);

        var publicAddresses = options.PublicAddresses;
        if (publicAddresses.IsEmpty && uplink is not null)
            publicAddresses = FirstOfEachFamily(addresses.Where(address => address.LinkIndex == uplink.Index).Select(address => address.Local));
        if (publicAddresses.IsEmpty && options.Backend != BackendKind.AddressesOnly)
            throw new HostUnfitException($"the interface {uplink?.Name} has no global address; give one with {OptionCatalogue.PublicAddresses.Flag}");

        return new HostPlan(
            options.Node,
            options.Backend,
            uplink?.Name,
            publicAddresses,
            options.Bridge,
            options.Mtu ?? uplink?.Mtu ?? FallbackMtu,
            options.RouteProtocol,
            options.SubnetFile,
            options.Docker.Mode == DockerMode.DaemonJson ? null : options.DockerOptionsFile, // Docker does not start with the same option at both places
            options.CniConfigFile)
        {
            Masquerades = options.Masquerades,
            Overlay = options.Backend == BackendKind.Vxlan ? new OverlayPlan(options.VxlanVni, options.VxlanPort, VtepMac.Of(options.Node), options.DirectRouting, ChecksumRule.Of(options.TunnelChecksumOffload, Environment.OSVersion.Version)) : null,
            UplinkMtu = uplink?.Mtu ?? FallbackMtu,
            OnLink = NetworksOf(addresses.Where(address => address.LinkIndex == uplink?.Index)),
            Routers = RoutersOf(defaults.Where(route => route.LinkIndex == uplink?.Index)),
        };
    }

    /// <summary>
    /// The plan with what has changed on the interface since: its addresses and its MTU. An address that is still there is kept, whatever
    /// came before it; one that is gone stays until the interface has another of its family.
    /// </summary>
    /// <exception cref="NetlinkException">The kernel refuses to be read.</exception>
    public static async Task<HostPlan> RefreshAsync(HostPlan plan, AgentOptions options, NetlinkConnection netlink, CancellationToken cancellationToken)
    {
        if (plan.Uplink is null || await netlink.FindLinkAsync(plan.Uplink, cancellationToken) is not { } uplink)
            return plan;

        var addresses = (await netlink.ListAddressesAsync(uplink.Index, cancellationToken: cancellationToken)).Where(IsUsable).ToList();
        var refreshed = plan with { Mtu = options.Mtu ?? uplink.Mtu, UplinkMtu = uplink.Mtu, OnLink = NetworksOf(addresses) };
        if (!options.PublicAddresses.IsEmpty)
            return refreshed;

        var present = addresses.Select(address => address.Local).ToList();
        var known = plan.PublicAddresses;
        return refreshed with { PublicAddresses = FirstOfEachFamily(known.Where(present.Contains).Concat(present).Concat(known)) };
    }

    /// <summary>The index of the link by which packets for an address leave.</summary>
    private static async Task<int> FindWayAsync(NetlinkConnection netlink, IPAddress target, CancellationToken cancellationToken)
    {
        try
        {
            return (await netlink.LookupRouteAsync(target, cancellationToken)).LinkIndex;
        }
        catch (NetlinkException exception)
        {
            throw new HostUnfitException($"there is no way to {target}, which {OptionCatalogue.InterfaceCanReach.Flag} names: {exception.Message}");
        }
    }

    /// <summary>In order, so that the same networks are always the same plan.</summary>
    private static ImmutableArray<Prefix> NetworksOf(IEnumerable<Address> addresses) =>
    [
        .. addresses
            .Where(address => address.Flags.HasFlag(AddressFlags.NoPrefixRoute) == false && address.Peer is null)
            .Select(address => HostPlan.HostOf(address.Local).Ancestor(address.PrefixLength))
            .Distinct()
            .Order(),
    ];

    /// <summary>A link-local router needs no looking after: nobody is given a subnet there.</summary>
    private static ImmutableArray<Prefix> RoutersOf(IEnumerable<Route> routes) =>
        [.. routes.Select(route => route.Gateway).OfType<IPAddress>().Where(gateway => SpecialRanges.Containing(gateway) is null).Select(HostPlan.HostOf).Distinct().Order()];

    private static ImmutableArray<IPAddress> FirstOfEachFamily(IEnumerable<IPAddress> addresses) =>
        [.. addresses.DistinctBy(address => address.AddressFamily).OrderBy(address => address.AddressFamily)];

    private static bool IsUsable(Address address) =>
        address.Scope == RouteScope.Universe
        && SpecialRanges.Containing(address.Local) is null
        && (address.Flags & (AddressFlags.Deprecated | AddressFlags.DuplicateDetected)) == AddressFlags.None
        && (address.Local.AddressFamily == AddressFamily.InterNetwork || (address.Flags & AddressFlags.Secondary) == AddressFlags.None); // not a temporary one of IPv6
}

/// <summary>The host lacks what the agent needs; the message says what would help.</summary>
internal sealed class HostUnfitException(string message) : Exception(message);
