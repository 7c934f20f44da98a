namespace ActorNet.Netlink.Wire;

/// <summary>The types of nf_tables' messages (<c>linux/netfilter/nf_tables.h</c>), with their subsystem in the upper byte (<c>linux/netfilter/nfnetlink.h</c>).</summary>
internal static class NftMessageType
{
    /// <summary>NFNL_SUBSYS_NFTABLES.</summary>
    public const ushort Subsystem = 10;

    public const MessageType BatchBegin = (MessageType)0x10;
    public const MessageType BatchEnd = (MessageType)0x11;

    public const MessageType NewTable = First;
    public const MessageType GetTable = First + 1;
    public const MessageType DeleteTable = First + 2;
    public const MessageType NewChain = First + 3;
    public const MessageType GetChain = First + 4;
    public const MessageType NewRule = First + 6;
    public const MessageType GetRule = First + 7;
    public const MessageType NewSet = First + 9;
    public const MessageType GetSet = First + 10;
    public const MessageType NewElements = First + 12;
    public const MessageType GetElements = First + 13;
    public const MessageType DeleteElements = First + 14;
    public const MessageType NewGeneration = First + 15;
    public const MessageType GetGeneration = First + 16;

    private const MessageType First = (MessageType)(Subsystem << 8);

    public static bool IsOne(MessageType type) => (ushort)type >> 8 == Subsystem;
}
