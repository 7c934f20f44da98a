using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>NFT_MSG_NEWTABLE, NFT_MSG_DELTABLE and NFT_MSG_GETTABLE: NFTA_TABLE_ attributes (<c>linux/netfilter/nf_tables.h</c>).</summary>
internal static class NftTableMessage
{
    private const ushort NameAttribute = 1;

    public static Query<NftTable> List(NftFamily family) =>
        new("nft list tables", NftMessageType.GetTable, new MessageWriter().Struct(NftHeader.For(family)).ToBody(), Parse) { AnswerType = NftMessageType.NewTable };

    public static ReadOnlyMemory<byte> ForChange(NftTable table) =>
        new MessageWriter().Struct(NftHeader.For(table.Family)).Text(NameAttribute, table.Name).ToBody();

    public static NftTable? Parse(ReadOnlySpan<byte> body)
    {
        var header = MessageBody.Header<NftHeader>(body, out var rest);
        string? name = null;
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            if (attribute.Type == NameAttribute)
                name = attribute.Text();
        }

        return new NftTable(header.Family, name ?? throw NetlinkException.Malformed("a table without a name"));
    }
}
