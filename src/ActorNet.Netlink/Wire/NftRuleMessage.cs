using System.Collections.Immutable;
using System.Text;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>NFT_MSG_NEWRULE and NFT_MSG_GETRULE: NFTA_RULE_ attributes (<c>linux/netfilter/nf_tables.h</c>).</summary>
internal static class NftRuleMessage
{
    private const ushort TableAttribute = 1;
    private const ushort ChainAttribute = 2;
    private const ushort HandleAttribute = 3;
    private const ushort ExpressionsAttribute = 4;
    private const ushort UserDataAttribute = 7;
    private const ushort ElementAttribute = 1;

    // libnftnl's NFTNL_UDATA_RULE_COMMENT: one byte of type, one of length, text with a NUL.
    private const byte CommentType = 0;
    private const int LongestComment = 127;

    public static Query<NftRule> List(NftTable table) =>
        new("nft list rules", NftMessageType.GetRule, new MessageWriter().Struct(NftHeader.For(table.Family)).Text(TableAttribute, table.Name).ToBody(), Parse)
        {
            AnswerType = NftMessageType.NewRule,
        };

    public static ReadOnlyMemory<byte> ForAdd(NftRule rule)
    {
        var writer = new MessageWriter()
            .Struct(NftHeader.For(rule.Chain.Table.Family))
            .Text(TableAttribute, rule.Chain.Table.Name)
            .Text(ChainAttribute, rule.Chain.Name)
            .Nested(ExpressionsAttribute, rule.Expressions, static (list, expressions) =>
            {
                foreach (var expression in expressions)
                    list.Nested(ElementAttribute, expression, NftExpressionCodec.Write);
            });
        if (rule.Comment is { } comment)
            writer.Bytes(UserDataAttribute, CommentOf(comment));
        return writer.ToBody();
    }

    public static NftRule? Parse(ReadOnlySpan<byte> body)
    {
        var header = MessageBody.Header<NftHeader>(body, out var rest);
        var (table, chain, handle) = ("", "", 0UL);
        string? comment = null;
        var expressions = ImmutableArray.CreateBuilder<NftExpression>();
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            switch (attribute.Type)
            {
                case TableAttribute:
                    table = attribute.Text();
                    break;
                case ChainAttribute:
                    chain = attribute.Text();
                    break;
                case HandleAttribute:
                    handle = attribute.U64BigEndian();
                    break;
                case ExpressionsAttribute:
                    for (var list = attribute.Nested(); list.MoveNext();)
                        expressions.Add(NftExpressionCodec.Parse(list.Nested()));
                    break;
                case UserDataAttribute:
                    comment = ParseComment(attribute.Value);
                    break;
            }
        }

        return new NftRule
        {
            Chain = new NftChain { Table = new NftTable(header.Family, table), Name = chain },
            Expressions = expressions.ToImmutable(),
            Comment = comment,
            Handle = handle,
        };
    }

    private static byte[] CommentOf(string comment)
    {
        var text = Encoding.UTF8.GetBytes(comment);
        return text.Length <= LongestComment
            ? [CommentType, (byte)(text.Length + 1), .. text, 0]
            : throw new ArgumentException($"The comment '{comment}' has {text.Length} bytes; at most {LongestComment} are allowed.", nameof(comment));
    }

    private static string? ParseComment(ReadOnlySpan<byte> data)
    {
        while (data is [var type, var length, .. var rest] && length <= rest.Length)
        {
            if (type == CommentType)
                return Encoding.UTF8.GetString(rest[..length].TrimEnd((byte)0));
            data = rest[length..];
        }

        return null;
    }
}
