namespace ActorNet.Netlink;

/// <summary>
/// Who made a route, from <c>linux/rtnetlink.h</c>. Any number is valid: programs choose one of their own to know their routes by.
/// </summary>
public enum RouteProtocol : byte
{
    /// <summary>Not said; in a filter or a deletion: any.</summary>
    Unspecified = 0,

    /// <summary>An ICMP redirect.</summary>
    Redirect = 1,

    /// <summary>The kernel.</summary>
    Kernel = 2,

    /// <summary>Made during boot, and by <c>ip route</c> unless told otherwise.</summary>
    Boot = 3,

    /// <summary>The administrator.</summary>
    Static = 4,

    /// <summary>A router advertisement.</summary>
    RouterAdvertisement = 9,

    /// <summary>A DHCP client.</summary>
    Dhcp = 16,
}
