namespace ActorNet.Netlink;

/// <summary>What a rule decides: NF_ and NFT_ verdicts of <c>linux/netfilter.h</c> and <c>linux/netfilter/nf_tables.h</c>.</summary>
public enum NftVerdict
{
    /// <summary>The packet is gone.</summary>
    Drop = 0,

    /// <summary>The packet passes this chain's hook as far as this chain goes; others after it are asked as well.</summary>
    Accept = 1,

    /// <summary>Go on with the rules of another chain, and come back after them.</summary>
    Jump = -3,

    /// <summary>Go on with the rules of another chain.</summary>
    Goto = -4,

    /// <summary>Go back to where this chain was jumped to from; in a chain with a hook its default holds.</summary>
    Return = -5,
}
