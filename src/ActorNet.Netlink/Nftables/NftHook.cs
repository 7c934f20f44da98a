namespace ActorNet.Netlink;

/// <summary>Where on its way a packet meets a chain: the NF_INET_ numbers of <c>linux/netfilter.h</c>, for IPv4, IPv6 and both.</summary>
public enum NftHook
{
    /// <summary>As it comes in, before it is routed.</summary>
    Prerouting = 0,

    /// <summary>It is for this host.</summary>
    Input = 1,

    /// <summary>It is for somebody else.</summary>
    Forward = 2,

    /// <summary>It is from this host.</summary>
    Output = 3,

    /// <summary>As it leaves, after it was routed.</summary>
    Postrouting = 4,
}
