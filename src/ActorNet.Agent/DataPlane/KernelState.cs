using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>What of the kernel's state the agent looks at, as it was read.</summary>
/// <param name="Bridge">The link with the bridge's name; null if there is none.</param>
/// <param name="BridgeAddresses">Its addresses of global scope.</param>
/// <param name="Uplink">The link to the other nodes; null if there is none.</param>
/// <param name="Routes">The routes of the main table.</param>
internal sealed record KernelState(Link? Bridge, IReadOnlyList<Address> BridgeAddresses, Link? Uplink, IReadOnlyList<Route> Routes)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public static async Task<KernelState> ReadAsync(NetlinkConnection netlink, string? bridge, string? uplink, CancellationToken cancellationToken)
    {
        var bridgeLink = bridge is null ? null : await netlink.FindLinkAsync(bridge, cancellationToken);
        var uplinkLink = uplink is null ? null : await netlink.FindLinkAsync(uplink, cancellationToken);
        var addresses = bridgeLink is null ? [] : await netlink.ListAddressesAsync(bridgeLink.Index, cancellationToken: cancellationToken);
        var routes = await netlink.ListRoutesAsync(new RouteFilter { Table = RouteTable.Main }, cancellationToken);
        return new KernelState(bridgeLink, [.. addresses.Where(address => address.Scope == RouteScope.Universe)], uplinkLink, routes);
    }
}
