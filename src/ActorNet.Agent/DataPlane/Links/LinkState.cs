using System.Collections.Immutable;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Links;

/// <summary>The links that the agent looks at, as they were read.</summary>
/// <param name="Bridge">The bridge.</param>
/// <param name="Uplink">The link to the other nodes; null if there is none.</param>
/// <param name="Devices">The tunnels that should be, in the same order.</param>
/// <param name="Former">Links of the agent's that should not be any more.</param>
internal sealed record LinkState(LinkWithAddresses Bridge, Link? Uplink, ImmutableArray<LinkWithAddresses> Devices, ImmutableArray<Link> Former)
{
    /// <summary>Reads them: a message for each, however many links the host has.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public static async Task<LinkState> ReadAsync(
        NetlinkConnection netlink, DesiredState desired, string? uplink, IEnumerable<string> ownDevices, CancellationToken cancellationToken)
    {
        var devices = ImmutableArray.CreateBuilder<LinkWithAddresses>(desired.Devices.Length);
        foreach (var device in desired.Devices)
            devices.Add(await LinkWithAddresses.ReadAsync(netlink, device.Name, cancellationToken));

        var former = ImmutableArray.CreateBuilder<Link>();
        foreach (var name in ownDevices.Where(name => !desired.Devices.Any(device => device.Name == name)))
        {
            if (await netlink.FindLinkAsync(name, cancellationToken) is { } link && LinkMark.IsOurs(link))
                former.Add(link);
        }

        return new LinkState(
            desired.Bridge is { } bridge ? await LinkWithAddresses.ReadAsync(netlink, bridge.Name, cancellationToken) : LinkWithAddresses.None,
            uplink is null ? null : await netlink.FindLinkAsync(uplink, cancellationToken),
            devices.MoveToImmutable(),
            former.ToImmutable());
    }

    /// <summary>The bridge and the tunnels, as far as they are there.</summary>
    public IEnumerable<Link> All => Devices.Prepend(Bridge).Select(own => own.Link).OfType<Link>();

    /// <summary>Their numbers.</summary>
    public IEnumerable<int> Own => All.Select(link => link.Index);

    /// <summary>The numbers of the links by which packets leave. A link of somebody else's that has a tunnel's name is none of them.</summary>
    public LinkIndexes IndexesFor(DesiredState desired)
    {
        var indexes = new LinkIndexes(Uplink?.Index ?? 0);
        foreach (var (device, present) in desired.Devices.Zip(Devices))
        {
            var index = present.Link is { } link && DeviceDifference.IsUsable(device, link) ? link.Index : 0;
            indexes = device.Outer == System.Net.Sockets.AddressFamily.InterNetwork ? indexes with { OverIPv4 = index } : indexes with { OverIPv6 = index };
        }

        return indexes;
    }
}
