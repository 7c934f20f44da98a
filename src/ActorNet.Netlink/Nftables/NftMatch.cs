using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ActorNet.Netlink;

/// <summary>Steps of rules that belong together, for tables of the family <see cref="NftFamily.Inet"/>.</summary>
public static class NftMatch
{
    /// <summary>The number of UDP among the protocols above IP.</summary>
    public const byte Udp = 17;

    private const int IPv4SourceOffset = 12;
    private const int IPv4DestinationOffset = 16;
    private const int IPv6SourceOffset = 8;
    private const int IPv6DestinationOffset = 24;
    private const int PortLength = 2;
    private const int DestinationPortOffset = 2;

    /// <summary>Packets of an address family; comes before a step that reads an address.</summary>
    public static NftExpression[] Family(AddressFamily family) =>
        [new NftExpression.Meta(NftMetaKey.Family), new NftExpression.Compare(new NftValue((byte)Of(family)))];

    /// <summary>Packets that came in by the link, or by any other.</summary>
    public static NftExpression[] Input(string link, bool isOther = false) =>
        [new NftExpression.Meta(NftMetaKey.InputName), new NftExpression.Compare(NftValue.InterfaceName(link), isOther)];

    /// <summary>Packets that leave by the link, or by any other.</summary>
    public static NftExpression[] Output(string link, bool isOther = false) =>
        [new NftExpression.Meta(NftMetaKey.OutputName), new NftExpression.Compare(NftValue.InterfaceName(link), isOther)];

    /// <summary>Reads the source address.</summary>
    public static NftExpression Source(AddressFamily family) => Address(family, IPv4SourceOffset, IPv6SourceOffset);

    /// <summary>Reads the destination address.</summary>
    public static NftExpression Destination(AddressFamily family) => Address(family, IPv4DestinationOffset, IPv6DestinationOffset);

    /// <summary>What was read is an address of the prefix, or is not.</summary>
    public static NftExpression[] In(IPNetwork prefix, bool isOutside = false)
    {
        var mask = new byte[prefix.BaseAddress.GetAddressBytes().Length];
        for (var bit = 0; bit < prefix.PrefixLength; bit++)
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return [new NftExpression.Mask(new NftValue(mask)), new NftExpression.Compare(new NftValue(prefix.BaseAddress.GetAddressBytes()), isOutside)];
    }

    /// <summary>UDP packets to a port.</summary>
    public static NftExpression[] UdpTo(int port)
    {
        Span<byte> bytes = stackalloc byte[PortLength];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)port));
        return
        [
            new NftExpression.Meta(NftMetaKey.TransportProtocol),
            new NftExpression.Compare(new NftValue(Udp)),
            new NftExpression.Payload(NftPayloadBase.Transport, DestinationPortOffset, PortLength),
            new NftExpression.Compare(new NftValue(bytes)),
        ];
    }

    private static NftExpression.Payload Address(AddressFamily family, int ipv4Offset, int ipv6Offset) => Of(family) == NftFamily.IPv4
        ? new NftExpression.Payload(NftPayloadBase.Network, ipv4Offset, 4)
        : new NftExpression.Payload(NftPayloadBase.Network, ipv6Offset, 16);

    private static NftFamily Of(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => NftFamily.IPv4,
        AddressFamily.InterNetworkV6 => NftFamily.IPv6,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Only IPv4 and IPv6 have addresses here."),
    };
}
