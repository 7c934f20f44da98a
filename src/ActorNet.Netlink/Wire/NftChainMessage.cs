using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>NFT_MSG_NEWCHAIN and NFT_MSG_GETCHAIN: NFTA_CHAIN_ and NFTA_HOOK_ attributes (<c>linux/netfilter/nf_tables.h</c>).</summary>
internal static class NftChainMessage
{
    private const ushort TableAttribute = 1;
    private const ushort NameAttribute = 3;
    private const ushort HookAttribute = 4;
    private const ushort PolicyAttribute = 5;
    private const ushort TypeAttribute = 7;

    private const ushort HookNumberAttribute = 1;
    private const ushort HookPriorityAttribute = 2;

    /// <summary>The kernel lists the chains of a whole family.</summary>
    public static Query<NftChain> List(NftFamily family) =>
        new("nft list chains", NftMessageType.GetChain, new MessageWriter().Struct(NftHeader.For(family)).ToBody(), Parse) { AnswerType = NftMessageType.NewChain };

    public static ReadOnlyMemory<byte> ForAdd(NftChain chain)
    {
        var writer = new MessageWriter().Struct(NftHeader.For(chain.Table.Family)).Text(TableAttribute, chain.Table.Name).Text(NameAttribute, chain.Name);
        if (chain.Hook is { } hook)
        {
            writer.Nested(HookAttribute, (hook, chain.Priority), static (nested, place) =>
                nested.U32BigEndian(HookNumberAttribute, (uint)place.hook).U32BigEndian(HookPriorityAttribute, unchecked((uint)place.Priority)));
            writer.U32BigEndian(PolicyAttribute, (uint)(chain.DropsByDefault ? NftVerdict.Drop : NftVerdict.Accept));
            writer.Text(TypeAttribute, chain.Kind);
        }

        return writer.ToBody();
    }

    public static NftChain? Parse(ReadOnlySpan<byte> body)
    {
        var header = MessageBody.Header<NftHeader>(body, out var rest);
        var chain = new NftChain { Table = new NftTable(header.Family, ""), Name = "" };
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            chain = attribute.Type switch
            {
                TableAttribute => chain with { Table = chain.Table with { Name = attribute.Text() } },
                NameAttribute => chain with { Name = attribute.Text() },
                HookAttribute => WithHook(chain, attribute.Nested()),
                PolicyAttribute => chain with { DropsByDefault = attribute.U32BigEndian() == (uint)NftVerdict.Drop },
                TypeAttribute => chain with { Kind = attribute.Text() },
                _ => chain,
            };
        }

        return chain;
    }

    private static NftChain WithHook(NftChain chain, AttributeReader hook)
    {
        while (hook.MoveNext())
        {
            chain = hook.Type switch
            {
                HookNumberAttribute => chain with { Hook = (NftHook)hook.U32BigEndian() },
                HookPriorityAttribute => chain with { Priority = unchecked((int)hook.U32BigEndian()) },
                _ => chain,
            };
        }

        return chain;
    }
}
