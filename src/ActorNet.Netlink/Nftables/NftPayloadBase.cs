namespace ActorNet.Netlink;

/// <summary>From which header of a packet an offset counts: NFT_PAYLOAD_ numbers of <c>linux/netfilter/nf_tables.h</c>.</summary>
public enum NftPayloadBase
{
    /// <summary>The link's.</summary>
    Link = 0,

    /// <summary>IP's.</summary>
    Network = 1,

    /// <summary>That of TCP, UDP and so on.</summary>
    Transport = 2,
}
