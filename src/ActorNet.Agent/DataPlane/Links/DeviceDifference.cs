using ActorNet.Agent.DataPlane.Addresses;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Links;

/// <summary>
/// A tunnel's part of <see cref="Difference"/>. Only a link with the agent's mark is changed; what the kernel does not change about a VXLAN that is there makes it anew,
/// and its entries come back with it.
/// </summary>
internal static class DeviceDifference
{
    public static void Find(DesiredDevice device, LinkWithAddresses present, Link? uplink, Difference difference)
    {
        var subject = SubjectOf(device.Name);
        if (uplink is null)
        {
            difference.Conflict("uplink", "the interface to the other nodes is not there");
            return;
        }

        if (present.Link is not { } link)
        {
            Make(device, uplink, difference);
            return;
        }

        if (!LinkMark.IsOurs(link))
        {
            difference.Conflict(subject, $"the interface {device.Name} is there and is not the agent's; remove it, or take another identifier with --vxlan-vni");
            return;
        }

        if (!IsUsable(device, link))
        {
            difference.Add(ObjectKind.Link, subject, LinkRequest.Delete(link.Index));
            Make(device, uplink, difference);
            return;
        }

        if (FindChange(device, link, uplink) is { } change)
            difference.Add(ObjectKind.Link, subject, LinkRequest.Set(link.Index, change));
        DeviceAddressDifference.Find(device, link, present.Addresses, difference);
    }

    /// <summary>A tunnel that is not wanted any more: the entries go with it.</summary>
    public static void FindFormer(Link link, Difference difference) => difference.Add(ObjectKind.Link, SubjectOf(link.Name), LinkRequest.Delete(link.Index));

    /// <summary>What changes and problems call a tunnel.</summary>
    public static string SubjectOf(string name) => $"tunnel {name}";

    /// <summary>Whether the link can be made what it should be without making it anew.</summary>
    public static bool IsUsable(DesiredDevice device, Link link) =>
        LinkMark.IsOurs(link)
        && link.Kind is Vxlan vxlan
        && vxlan.Id == device.Vni
        && vxlan.Port == device.Port
        && vxlan.Local?.AddressFamily == device.Outer
        && vxlan is { Group: null, Proxy: false };

    private static void Make(DesiredDevice device, Link uplink, Difference difference)
    {
        var subject = SubjectOf(device.Name);
        difference.Add(ObjectKind.Link, subject, LinkRequest.Add(new Link
        {
            Name = device.Name,

            // Given with the request and not set later: systemd's MACAddressPolicy leaves alone what somebody chose.
            Address = device.Mac,
            Mtu = device.Mtu,
            Flags = LinkFlags.Up,
            Kind = KindOf(device, uplink),
        }));
        difference.Add(ObjectKind.Link, subject, LinkMark.Put(device.Name));
    }

    private static LinkChange? FindChange(DesiredDevice device, Link link, Link uplink)
    {
        var kind = KindOf(device, uplink);
        var change = new LinkChange
        {
            Up = link.IsUp ? null : true,
            Mtu = link.Mtu != device.Mtu ? device.Mtu : null,
            Address = link.Address != device.Mac ? device.Mac : null,
            Kind = link.Kind is Vxlan present && present with { TimeToLive = 0 } != kind ? kind : null,
            MasterIndex = link.MasterIndex != 0 ? 0 : null,
        };
        return change == new LinkChange() ? null : change;
    }

    private static Vxlan KindOf(DesiredDevice device, Link uplink) => new()
    {
        Id = (uint)device.Vni,
        Port = device.Port,
        UnderlayIndex = uplink.Index,
        Local = device.Local,
        Learning = false,
    };
}
