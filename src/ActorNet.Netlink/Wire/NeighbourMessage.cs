using System.Net.Sockets;
using System.Net;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>RTM_NEWNEIGH, RTM_DELNEIGH and RTM_GETNEIGH of IPv4 and IPv6.</summary>
internal static class NeighbourMessage
{
    public static Query<Neighbour> List(int linkIndex, AddressFamily family)
    {
        var writer = new MessageWriter().Struct(new NeighbourInfo { Family = AddressCodec.Family(family) });
        if (linkIndex != 0)
            writer.I32(NeighbourAttribute.LinkIndex, linkIndex);
        return new Query<Neighbour>("neigh list", MessageType.GetNeighbour, writer.ToBody(), Parse);
    }

    public static ReadOnlyMemory<byte> ForChange(Neighbour neighbour)
    {
        var writer = new MessageWriter().Struct(new NeighbourInfo
        {
            Family = AddressCodec.Family(neighbour.Destination),
            LinkIndex = neighbour.LinkIndex,
            State = neighbour.State,
            Flags = neighbour.Flags,
        });
        writer.Address(NeighbourAttribute.Destination, neighbour.Destination);
        if (neighbour.LinkLayerAddress is { } address)
            writer.Mac(NeighbourAttribute.LinkLayerAddress, address);
        if (neighbour.Protocol != RouteProtocol.Unspecified)
            writer.U8(NeighbourAttribute.Protocol, (byte)neighbour.Protocol);
        return writer.ToBody();
    }

    /// <summary>Null for a family other than IPv4 and IPv6: FDB entries come under the same message type.</summary>
    public static Neighbour? Parse(ReadOnlySpan<byte> body)
    {
        var info = MessageBody.Header<NeighbourInfo>(body, out var rest);
        if (info.Family is not (AddressCodec.FamilyInterNetwork or AddressCodec.FamilyInterNetworkV6))
            return null;

        IPAddress? destination = null;
        MacAddress? address = null;
        var protocol = RouteProtocol.Unspecified;
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            switch (attribute.Type)
            {
                case NeighbourAttribute.Destination:
                    destination = attribute.Address();
                    break;
                case NeighbourAttribute.LinkLayerAddress:
                    address = attribute.Mac();
                    break;
                case NeighbourAttribute.Protocol:
                    protocol = (RouteProtocol)attribute.U8();
                    break;
            }
        }

        return new Neighbour
        {
            LinkIndex = info.LinkIndex,
            Destination = destination ?? throw NetlinkException.Malformed("a neighbour message without a destination"),
            LinkLayerAddress = address,
            State = info.State,
            Flags = info.Flags,
            Protocol = protocol,
        };
    }
}
