using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>NFT_MSG_NEWSET and NFT_MSG_GETSET: NFTA_SET_ attributes (<c>linux/netfilter/nf_tables.h</c>).</summary>
internal static class NftSetMessage
{
    private const ushort TableAttribute = 1;
    private const ushort NameAttribute = 2;
    private const ushort FlagsAttribute = 3;
    private const ushort KeyTypeAttribute = 4;
    private const ushort KeyLengthAttribute = 5;
    private const ushort IdAttribute = 10;

    private const uint IntervalFlag = 0x4;
    private const uint TimeoutFlag = 0x10;

    // Names the set within its transaction, for those that have no name. Ours all have one, so that it does not matter which number it is.
    private const uint AnyId = 1;

    public static Query<NftSet> List(NftTable table) =>
        new("nft list sets", NftMessageType.GetSet, new MessageWriter().Struct(NftHeader.For(table.Family)).Text(TableAttribute, table.Name).ToBody(), Parse)
        {
            AnswerType = NftMessageType.NewSet,
        };

    public static ReadOnlyMemory<byte> ForAdd(NftSet set) => new MessageWriter()
        .Struct(NftHeader.For(set.Table.Family))
        .Text(TableAttribute, set.Table.Name)
        .Text(NameAttribute, set.Name)
        .U32BigEndian(FlagsAttribute, (set.HasIntervals ? IntervalFlag : 0) | (set.HasTimeouts ? TimeoutFlag : 0))
        .U32BigEndian(KeyTypeAttribute, (uint)set.KeyType)
        .U32BigEndian(KeyLengthAttribute, LengthOf(set.KeyType))
        .U32BigEndian(IdAttribute, AnyId)
        .ToBody();

    public static NftSet? Parse(ReadOnlySpan<byte> body)
    {
        var header = MessageBody.Header<NftHeader>(body, out var rest);
        var set = new NftSet { Table = new NftTable(header.Family, ""), Name = "", KeyType = NftKeyType.Other };
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            set = attribute.Type switch
            {
                TableAttribute => set with { Table = set.Table with { Name = attribute.Text() } },
                NameAttribute => set with { Name = attribute.Text() },
                FlagsAttribute => WithFlags(set, attribute.U32BigEndian()),
                KeyTypeAttribute => set with { KeyType = (NftKeyType)attribute.U32BigEndian() is var type && Enum.IsDefined(type) ? type : NftKeyType.Other },
                _ => set,
            };
        }

        return set;
    }

    private static NftSet WithFlags(NftSet set, uint flags) => set with { HasIntervals = (flags & IntervalFlag) != 0, HasTimeouts = (flags & TimeoutFlag) != 0 };

    private static uint LengthOf(NftKeyType type) => type switch
    {
        NftKeyType.IPv4Address => 4,
        NftKeyType.IPv6Address => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only sets of IPv4 or IPv6 addresses can be made."),
    };
}
