using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Peers;
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
            .Where(route => route.Destination.PrefixLength == 0 && route.LinkIndex != 0);
        var uplink = FindUplink(options, links, addresses, [.. defaults]);

        var publicAddresses = options.PublicAddresses;
        if (publicAddresses.IsEmpty && uplink is not null)
            publicAddresses = FirstOfEachFamily(addresses.Where(address => address.LinkIndex == uplink.Index).Select(address => address.Local));
        if (publicAddresses.IsEmpty && options.Backend == BackendKind.HostGateway)
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
            options.DockerOptionsFile)
        {
            Masquerades = options.Masquerades,
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

        var refreshed = plan with { Mtu = options.Mtu ?? uplink.Mtu };
        if (!options.PublicAddresses.IsEmpty)
            return refreshed;

        var present = (await netlink.ListAddressesAsync(uplink.Index, cancellationToken: cancellationToken)).Where(IsUsable).Select(address => address.Local).ToList();
        var known = plan.PublicAddresses;
        return refreshed with { PublicAddresses = FirstOfEachFamily(known.Where(present.Contains).Concat(present).Concat(known)) };
    }

    private static Link? FindUplink(AgentOptions options, IReadOnlyList<Link> links, List<Address> addresses, List<Route> defaults)
    {
        if (options.Interface is { } name)
            return links.FirstOrDefault(link => link.Name == name) ?? throw new HostUnfitException($"there is no interface {name}; name another one with {OptionCatalogue.Interface.Flag}");

        var best = defaults.OrderBy(route => route.Family == AddressFamily.InterNetwork ? 0 : 1).ThenBy(route => route.Metric).FirstOrDefault();
        if (best is not null)
            return links.FirstOrDefault(link => link.Index == best.LinkIndex);

        var candidates = links
            .Where(link => !link.Flags.HasFlag(LinkFlags.Loopback) && link.Name != options.Bridge && addresses.Exists(address => address.LinkIndex == link.Index))
            .ToList();
        return candidates switch
        {
            [var only] => only,
            _ when options.Backend == BackendKind.AddressesOnly => null,
            [] => throw new HostUnfitException($"no interface has a global address; name the one to the other nodes with {OptionCatalogue.Interface.Flag}"),
            _ => throw new HostUnfitException(
                $"there is no default route, and {string.Join(", ", candidates.Select(link => link.Name))} have global addresses; name the one to the other nodes with {OptionCatalogue.Interface.Flag}"),
        };
    }

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
