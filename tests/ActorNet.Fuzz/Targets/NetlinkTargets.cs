using System.Net;
using System.Runtime.InteropServices;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Mutation;
using ActorNet.Netlink;
using ActorNet.Netlink.Wire;

namespace ActorNet.Fuzz.Targets;

/// <summary>What a kernel sends, or another process that claims to be one.</summary>
internal static class NetlinkTargets
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:01");
    private static readonly IPAddress Host = IPAddress.Parse("192.0.2.1");

    public static IEnumerable<ParserTarget> All =>
    [
        new("netlink-events", Datagrams, new DatagramMutator(), datagram => Sample.Allowing<NetlinkException>(() => EventParser.Parse(datagram))),
        new("netlink-acknowledgement", Acknowledgements, ByteMutator.Instance, ReadAcknowledgement),
        Sample.Text("mac-address", [.. Words.Addresses], text => Sample.Allowing<FormatException>(() => MacAddress.Parse(text)), "02:00:0a:f4:01:00"),
    ];

    private static byte[][] Datagrams =>
    [
        .. new (MessageType Type, ReadOnlyMemory<byte> Body)[]
        {
            (MessageType.NewLink, LinkMessage.ForAdd(new Link { Index = 3, Name = "br0", Mtu = 1500, Address = Mac, Kind = new Bridge { VlanFiltering = true } })),
            (MessageType.NewLink, LinkMessage.ForAdd(new Link { Index = 4, Name = "vx0", Kind = new Vxlan { Id = 5, UnderlayIndex = 3, Local = Host, TimeToLive = 4 } })),
            (MessageType.NewAddress, AddressMessage.ForChange(new Address { LinkIndex = 3, Local = Host, PrefixLength = 24, Label = "br0:1", ValidLifetime = TimeSpan.FromSeconds(9) })),
            (MessageType.DeleteRoute, RouteMessage.ForChange(
                new Route { Destination = IPNetwork.Parse("10.0.0.0/8"), NextHops = [new NextHop { Gateway = Host, LinkIndex = 3 }, new NextHop { LinkIndex = 4, Weight = 7 }] }, RouteScope.Universe)),
            (MessageType.NewNeighbour, NeighbourMessage.ForChange(new Neighbour { LinkIndex = 3, Destination = Host, LinkLayerAddress = Mac })),
            (MessageType.NewNeighbour, FdbMessage.ForChange(new FdbEntry { LinkIndex = 4, Address = Mac, Destination = Host, Vlan = 5 })),
        }.Select(message => Envelope(message.Type, message.Body.Span)),
    ];

    /// <summary>The flags come first, then the body.</summary>
    private static byte[][] Acknowledgements => [[0, 2, .. new byte[24]], [0, 3, 0xff, 0xff, 0xff, 0xff, 16, .. new byte[23], 8, 0, 1, 0, (byte)'n', (byte)'o', 0, 0]];

    private static void ReadAcknowledgement(byte[] input)
    {
        var flags = (MessageFlags)(input.Length > 1 ? input[0] | (input[1] << 8) : 0);
        var (header, body) = (new MessageHeader(0, MessageType.Error, flags, 0, 0), input.AsMemory(Math.Min(2, input.Length)));
        Sample.Allowing<NetlinkException>(() => Acknowledgement.Parse(header, body.Span));
        Sample.Allowing<NetlinkException>(() => Acknowledgement.ParseDone(header, body.Span));
    }

    private static byte[] Envelope(MessageType type, ReadOnlySpan<byte> body)
    {
        var datagram = new byte[MessageHeader.Size + body.Length];
        MemoryMarshal.Write(datagram, new MessageHeader((uint)datagram.Length, type, default, 0, 0));
        body.CopyTo(datagram.AsSpan(MessageHeader.Size));
        return datagram;
    }

    /// <summary>Changes the body and mostly keeps the length in the header right, for else nothing behind it is read.</summary>
    private sealed class DatagramMutator : IMutator
    {
        private static readonly MessageType[] Types = Enum.GetValues<MessageType>();

        public byte[] Mutate(byte[] sample, Random random)
        {
            var body = ByteMutator.Instance.Mutate(sample[Math.Min(MessageHeader.Size, sample.Length)..], random);
            var type = random.Next(4) == 0 ? Types[random.Next(Types.Length)] : (MessageType)(sample.Length > 5 ? sample[4] : 16);
            var datagram = Envelope(type, body);
            return random.Next(4) == 0 ? [.. datagram, .. Envelope(type, body)] : datagram;
        }
    }
}
