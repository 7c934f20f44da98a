namespace ActorNet.Netlink;

/// <summary>What is known of a neighbour (NUD_), from <c>linux/neighbour.h</c>.</summary>
[Flags]
public enum NeighbourState : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Being resolved.</summary>
    Incomplete = 0x01,

    /// <summary>Known to be reachable.</summary>
    Reachable = 0x02,

    /// <summary>Known, not lately confirmed.</summary>
    Stale = 0x04,

    /// <summary>In use; to be probed soon.</summary>
    Delay = 0x08,

    /// <summary>Being probed.</summary>
    Probe = 0x10,

    /// <summary>Did not answer.</summary>
    Failed = 0x20,

    /// <summary>Needs no resolution; in a bridge's FDB: static.</summary>
    NoArp = 0x40,

    /// <summary>Set by the administrator, never resolved or aged.</summary>
    Permanent = 0x80,
}
