using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Changes to nf_tables, which <see cref="NftablesConnection.CommitAsync"/> carries out together or not at all.</summary>
public static class NftRequest
{
    /// <summary>How many elements one message holds; IPv6 ranges with time-outs take 92 bytes each, and their list may have 64 KiB.</summary>
    private const int MostElements = 500;

    /// <summary><c>nft add table</c>. One that is there is left as it is.</summary>
    public static NetlinkRequest Add(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new("add table", table, NftMessageType.NewTable, MessageFlags.Create, NftTableMessage.ForChange(table));
    }

    /// <summary><c>nft delete table</c>, with all that is in it. Fails with ENOENT if there is none.</summary>
    public static NetlinkRequest Delete(NftTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new("delete table", table, NftMessageType.DeleteTable, MessageFlags.None, NftTableMessage.ForChange(table));
    }

    /// <summary><c>nft add chain</c>. Fails with EEXIST if there is one with another hook.</summary>
    public static NetlinkRequest Add(NftChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return new("add chain", chain, NftMessageType.NewChain, MessageFlags.Create, NftChainMessage.ForAdd(chain));
    }

    /// <summary><c>nft add set</c>. Fails with EEXIST if there is one of another kind.</summary>
    public static NetlinkRequest Add(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new("add set", set, NftMessageType.NewSet, MessageFlags.Create, NftSetMessage.ForAdd(set));
    }

    /// <summary><c>nft add rule</c>: at the end of its chain.</summary>
    public static NetlinkRequest Add(NftRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new("add rule", rule, NftMessageType.NewRule, MessageFlags.Create | MessageFlags.Append, NftRuleMessage.ForAdd(rule));
    }

    /// <summary>
    /// <c>nft add element</c>. Those that are there stay, and kernels before 6.12 leave their time-outs as they are. Ranges must not overlap; the kernel does not always notice.
    /// </summary>
    public static IEnumerable<NetlinkRequest> Add(NftSet set, IEnumerable<NftElement> elements) =>
        Change("add element", NftMessageType.NewElements, MessageFlags.Create, set, elements);

    /// <summary><c>nft delete element</c>. Fails with ENOENT if one is not there, or has timed out.</summary>
    public static IEnumerable<NetlinkRequest> Delete(NftSet set, IEnumerable<NftElement> elements) =>
        Change("delete element", NftMessageType.DeleteElements, MessageFlags.None, set, elements);

    /// <summary><c>nft flush set</c>: deletes all elements, however many there are or have timed out.</summary>
    public static NetlinkRequest Flush(NftSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new("flush set", set, NftMessageType.DeleteElements, MessageFlags.None, NftElementMessage.ForFlush(set));
    }

    private static IEnumerable<NetlinkRequest> Change(string verb, MessageType type, MessageFlags flags, NftSet set, IEnumerable<NftElement> elements)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(elements);
        return elements.Chunk(MostElements).Select(some => new NetlinkRequest(verb, new NftElements(set, some), type, flags, NftElementMessage.ForChange(set, some)));
    }
}
