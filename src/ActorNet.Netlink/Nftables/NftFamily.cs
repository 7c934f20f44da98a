namespace ActorNet.Netlink;

/// <summary>Whose packets a table sees: the NFPROTO_ numbers of <c>linux/netfilter.h</c>.</summary>
public enum NftFamily : byte
{
    /// <summary>Not said; in a listing: any.</summary>
    Unspecified = 0,

    /// <summary>IPv4 and IPv6.</summary>
    Inet = 1,

    /// <summary>IPv4.</summary>
    IPv4 = 2,

    /// <summary>ARP.</summary>
    Arp = 3,

    /// <summary>What enters or leaves a link.</summary>
    Netdev = 5,

    /// <summary>What a bridge forwards.</summary>
    Bridge = 7,

    /// <summary>IPv6.</summary>
    IPv6 = 10,
}
