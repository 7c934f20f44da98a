namespace ActorNet.Netlink;

/// <summary>The flags of a neighbour or FDB entry (NTF_), from <c>linux/neighbour.h</c>.</summary>
[Flags]
public enum NeighbourFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Resolve it now.</summary>
    Use = 0x01,

    /// <summary>FDB: the table of the link itself (a VXLAN's).</summary>
    Self = 0x02,

    /// <summary>FDB: the table of the bridge of which the link is a port.</summary>
    Master = 0x04,

    /// <summary>Answer for it.</summary>
    Proxy = 0x08,

    /// <summary>Learned by a program.</summary>
    ExternallyLearned = 0x10,

    /// <summary>Offloaded to hardware.</summary>
    Offloaded = 0x20,

    /// <summary>FDB: must not move to another port.</summary>
    Sticky = 0x40,

    /// <summary>A router (IPv6).</summary>
    Router = 0x80,
}
