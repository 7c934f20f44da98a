namespace ActorNet.Netlink;

/// <summary>Whether a link can pass packets (RFC 2863), from <c>linux/if.h</c>.</summary>
public enum OperationalState
{
    /// <summary>The driver does not say; the loopback link and tunnels.</summary>
    Unknown = 0,

    /// <summary>Not present.</summary>
    NotPresent = 1,

    /// <summary>Down.</summary>
    Down = 2,

    /// <summary>The link below is down.</summary>
    LowerLayerDown = 3,

    /// <summary>In a test.</summary>
    Testing = 4,

    /// <summary>Waits for an event.</summary>
    Dormant = 5,

    /// <summary>Passes packets.</summary>
    Up = 6,
}
