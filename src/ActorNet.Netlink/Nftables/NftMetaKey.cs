namespace ActorNet.Netlink;

/// <summary>What a rule can ask of a packet beside its bytes: NFT_META_ numbers of <c>linux/netfilter/nf_tables.h</c>. Any number may be read.</summary>
public enum NftMetaKey
{
    /// <summary>Its length.</summary>
    Length = 0,

    /// <summary>Its mark.</summary>
    Mark = 3,

    /// <summary>The name of the link that it came in by, 16 bytes.</summary>
    InputName = 6,

    /// <summary>The name of the link that it leaves by, 16 bytes.</summary>
    OutputName = 7,

    /// <summary>IPv4 or IPv6, one byte (<see cref="NftFamily"/>).</summary>
    Family = 15,

    /// <summary>The protocol above IP, one byte (RFC 790 numbers).</summary>
    TransportProtocol = 16,
}
