namespace ActorNet.Netlink;

/// <summary>What the keys of a set are: the numbers by which <c>nft</c> knows its data types. To the kernel only their length counts.</summary>
public enum NftKeyType
{
    /// <summary>Not one of those here.</summary>
    Other = 0,

    /// <summary><c>ipv4_addr</c>.</summary>
    IPv4Address = 7,

    /// <summary><c>ipv6_addr</c>.</summary>
    IPv6Address = 8,
}
