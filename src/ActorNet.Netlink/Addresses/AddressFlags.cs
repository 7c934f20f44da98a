namespace ActorNet.Netlink;

/// <summary>The flags of an address, from <c>linux/if_addr.h</c>.</summary>
[Flags]
public enum AddressFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Another address of the same subnet came first (IPv4); a temporary one (IPv6).</summary>
    Secondary = 0x1,

    /// <summary>No duplicate address detection (IPv6).</summary>
    NoDuplicateDetection = 0x2,

    /// <summary>Usable while duplicate address detection runs (IPv6).</summary>
    Optimistic = 0x4,

    /// <summary>Duplicate address detection found another owner (IPv6).</summary>
    DuplicateDetected = 0x8,

    /// <summary>A mobile node's home address (IPv6).</summary>
    HomeAddress = 0x10,

    /// <summary>Its preferred lifetime is over.</summary>
    Deprecated = 0x20,

    /// <summary>Duplicate address detection runs (IPv6).</summary>
    Tentative = 0x40,

    /// <summary>Without an end of life.</summary>
    Permanent = 0x80,

    /// <summary>The kernel makes temporary addresses from it (IPv6).</summary>
    ManageTemporary = 0x100,

    /// <summary>No route is made for its prefix.</summary>
    NoPrefixRoute = 0x200,

    /// <summary>Multicast groups are joined automatically.</summary>
    AutoJoin = 0x400,

    /// <summary>The privacy of stable addresses (RFC 7217).</summary>
    StablePrivacy = 0x800,
}
