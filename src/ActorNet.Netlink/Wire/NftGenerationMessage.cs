using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>NFT_MSG_NEWGEN and NFT_MSG_GETGEN.</summary>
internal static class NftGenerationMessage
{
    private const ushort IdAttribute = 1;

    public static Query<Generation> Get() => new("nft generation", NftMessageType.GetGeneration, new MessageWriter().Struct(NftHeader.For(NftFamily.Unspecified)).ToBody(), Parse)
    {
        AnswerType = NftMessageType.NewGeneration,
    };

    private static Generation? Parse(ReadOnlySpan<byte> body)
    {
        MessageBody.Header<NftHeader>(body, out var rest);
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            if (attribute.Type == IdAttribute)
                return new Generation(attribute.U32BigEndian());
        }

        return null;
    }

    /// <summary>How many transactions there have been.</summary>
    internal sealed record Generation(uint Id);
}
