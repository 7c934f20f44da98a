namespace ActorNet.Netlink;

/// <summary>The flags of a route or next hop, from <c>linux/rtnetlink.h</c>.</summary>
[Flags]
public enum RouteFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The link is down.</summary>
    Dead = 0x1,

    /// <summary>Look the gateway up recursively.</summary>
    Pervasive = 0x2,

    /// <summary>The gateway is on the link, even if no prefix of the link covers it.</summary>
    OnLink = 0x4,

    /// <summary>Offloaded to hardware.</summary>
    Offload = 0x8,

    /// <summary>The link has no carrier.</summary>
    LinkDown = 0x10,

    /// <summary>The multicast route is not resolved.</summary>
    Unresolved = 0x20,

    /// <summary>Trapped by hardware.</summary>
    Trap = 0x40,
}
