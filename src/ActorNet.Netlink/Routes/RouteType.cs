namespace ActorNet.Netlink;

/// <summary>What a route does with packets, from <c>linux/rtnetlink.h</c>.</summary>
public enum RouteType : byte
{
    /// <summary>Not said; in a deletion: any.</summary>
    Unspecified = 0,

    /// <summary>To a gateway or link.</summary>
    Unicast = 1,

    /// <summary>To this host.</summary>
    Local = 2,

    /// <summary>To all on the link.</summary>
    Broadcast = 3,

    /// <summary>To one of several.</summary>
    Anycast = 4,

    /// <summary>To a multicast group.</summary>
    Multicast = 5,

    /// <summary>Dropped in silence.</summary>
    Blackhole = 6,

    /// <summary>Refused as unreachable.</summary>
    Unreachable = 7,

    /// <summary>Refused as prohibited.</summary>
    Prohibit = 8,

    /// <summary>The look-up goes on in the next table.</summary>
    Throw = 9,
}
