using System.Collections.Immutable;
using ActorNet.Agent.DataPlane.Addresses;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Links;

/// <summary>
/// The bridge's part of <see cref="Difference"/>. A bridge of the agent's own carries its mark and is kept as it should be; one that somebody
/// else made (Docker, say) is used as it is: it gets the address if it has none.
/// </summary>
internal static class BridgeDifference
{
    public static void Find(DesiredBridge bridge, LinkWithAddresses present, ImmutableArray<InterfaceAddress> ownAddresses, Difference difference)
    {
        var subject = $"bridge {bridge.Name}";
        if (present.Link is not { } link)
        {
            difference.Add(ObjectKind.Link, subject, LinkRequest.Add(new Link { Name = bridge.Name, Kind = new Bridge(), Mtu = bridge.Mtu, Flags = LinkFlags.Up }));
            difference.Add(ObjectKind.Link, subject, LinkMark.Put(bridge.Name));
            return;
        }

        if (link.Kind is not Bridge)
        {
            difference.Conflict(subject, $"the interface {bridge.Name} is there and is no bridge; remove it, or name another one with --bridge");
            return;
        }

        if (FindChange(bridge, link) is { } change)
            difference.Add(ObjectKind.Link, subject, LinkRequest.Set(link.Index, change));
        BridgeAddressDifference.Find(bridge, link, present.Addresses, ownAddresses, difference);
    }

    private static LinkChange? FindChange(DesiredBridge bridge, Link link)
    {
        var change = new LinkChange
        {
            Up = link.IsUp ? null : true,
            Mtu = LinkMark.IsOurs(link) && link.Mtu != bridge.Mtu ? bridge.Mtu : null,
        };
        return change == new LinkChange() ? null : change;
    }
}
