namespace ActorNet.Netlink;

/// <summary>The flags of a link, from <c>linux/if.h</c>.</summary>
[Flags]
public enum LinkFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Set up by the administrator.</summary>
    Up = 0x1,

    /// <summary>Has a broadcast address.</summary>
    Broadcast = 0x2,

    /// <summary>The loopback link.</summary>
    Loopback = 0x8,

    /// <summary>Has one peer.</summary>
    PointToPoint = 0x10,

    /// <summary>Up and able to pass packets.</summary>
    Running = 0x40,

    /// <summary>Does not resolve addresses.</summary>
    NoArp = 0x80,

    /// <summary>Receives all packets.</summary>
    Promiscuous = 0x100,

    /// <summary>Receives all multicast packets.</summary>
    AllMulticast = 0x200,

    /// <summary>The master of a load balancer.</summary>
    Master = 0x400,

    /// <summary>The slave of a load balancer.</summary>
    Slave = 0x800,

    /// <summary>Supports multicast.</summary>
    Multicast = 0x1000,

    /// <summary>The driver signals that the lower layer is up.</summary>
    LowerUp = 0x10000,

    /// <summary>The driver signals that the link waits for an event.</summary>
    Dormant = 0x20000,
}
