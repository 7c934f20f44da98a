using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Links;

/// <summary>A link and its addresses of global scope, as they were read.</summary>
/// <param name="Link">The link; null if there is none of the name.</param>
/// <param name="Addresses">Its addresses.</param>
internal sealed record LinkWithAddresses(Link? Link, IReadOnlyList<Address> Addresses)
{
    public static readonly LinkWithAddresses None = new(null, []);

    /// <summary>Reads them.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public static async Task<LinkWithAddresses> ReadAsync(NetlinkConnection netlink, string name, CancellationToken cancellationToken)
    {
        if (await netlink.FindLinkAsync(name, cancellationToken) is not { } link)
            return None;

        var addresses = await netlink.ListAddressesAsync(link.Index, cancellationToken: cancellationToken);
        return new LinkWithAddresses(link, [.. addresses.Where(address => address.Scope == RouteScope.Universe)]);
    }
}
