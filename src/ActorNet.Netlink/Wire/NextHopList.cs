using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Wire;

/// <summary>RTA_MULTIPATH: a list of <c>struct rtnexthop</c>, each with attributes of its own.</summary>
internal static class NextHopList
{
    private const int HeaderSize = 8;

    [StructLayout(LayoutKind.Sequential)]
    internal struct HopInfo
    {
        public ushort Length;
        public byte Flags;
        public byte WeightLessOne;
        public int LinkIndex;
    }

    public static void Write(MessageWriter writer, NextHops hops, AddressFamily family)
    {
        foreach (var hop in hops)
        {
            var info = new HopInfo
            {
                Flags = (byte)hop.Flags,
                WeightLessOne = checked((byte)(hop.Weight - 1)),
                LinkIndex = hop.LinkIndex,
            };
            writer.LengthPrefixed(info, (hop.Gateway, family), static (attributes, hop) =>
            {
                if (hop.Gateway is not null)
                    RouteMessage.WriteGateway(attributes, hop.Gateway, hop.family);
            });
        }
    }

    /// <summary>Reads the list.</summary>
    /// <exception cref="NetlinkException">A hop claims to be longer than the list, or shorter than its fixed part.</exception>
    public static NextHops Parse(ReadOnlySpan<byte> list)
    {
        var hops = new List<NextHop>();
        while (!list.IsEmpty)
        {
            var info = MessageBody.Header<HopInfo>(list, out _);
            if (info.Length < HeaderSize || info.Length > list.Length)
                throw NetlinkException.Malformed($"a next hop of {info.Length} bytes in {list.Length}");

            hops.Add(new NextHop
            {
                Gateway = RouteMessage.ParseGateway(new AttributeReader(list[HeaderSize..info.Length])),
                LinkIndex = info.LinkIndex,
                Weight = info.WeightLessOne + 1,
                Flags = (RouteFlags)info.Flags,
            });
            list = list[Math.Min(Alignment.Up(info.Length), list.Length)..];
        }

        return NextHops.Create(CollectionsMarshal.AsSpan(hops));
    }
}
