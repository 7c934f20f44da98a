namespace ActorNet.Netlink.Wire;

/// <summary>
/// IFLA_INFO_DATA of a veth: <c>linux/veth.h</c>. The kernel only reads it; what it says of a veth is in the link's own attributes.
/// </summary>
internal static class VethData
{
    private const ushort PeerAttribute = 1;

    public static void Write(MessageWriter writer, Link peer) => writer.Nested(PeerAttribute, peer, LinkMessage.Write);
}
