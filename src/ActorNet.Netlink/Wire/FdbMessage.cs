using System.Net;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>RTM_NEWNEIGH, RTM_DELNEIGH and RTM_GETNEIGH of the family AF_BRIDGE.</summary>
internal static class FdbMessage
{
    public static Query<FdbEntry> List(int linkIndex) => new(
        "fdb list",
        MessageType.GetNeighbour,
        new MessageWriter().Struct(new NeighbourInfo { Family = AddressCodec.FamilyBridge, LinkIndex = linkIndex }).ToBody(),
        Parse);

    public static ReadOnlyMemory<byte> ForChange(FdbEntry entry)
    {
        var writer = new MessageWriter().Struct(new NeighbourInfo
        {
            Family = AddressCodec.FamilyBridge,
            LinkIndex = entry.LinkIndex,
            State = entry.State,
            Flags = entry.Flags,
        });
        writer.Mac(NeighbourAttribute.LinkLayerAddress, entry.Address);
        if (entry.Destination is { } destination)
            writer.Address(NeighbourAttribute.Destination, destination);
        if (entry.Vlan != 0)
            writer.U16(NeighbourAttribute.Vlan, checked((ushort)entry.Vlan));
        if (entry.Port != 0)
            writer.U16BigEndian(NeighbourAttribute.Port, checked((ushort)entry.Port));
        if (entry.Vni is { } vni)
            writer.U32(NeighbourAttribute.Vni, vni);
        if (entry.ViaIndex != 0)
            writer.I32(NeighbourAttribute.LinkIndex, entry.ViaIndex);
        return writer.ToBody();
    }

    /// <summary>Null for another family: the neighbours of IPv4 and IPv6 come under the same message type.</summary>
    public static FdbEntry? Parse(ReadOnlySpan<byte> body)
    {
        var info = MessageBody.Header<NeighbourInfo>(body, out var rest);
        if (info.Family != AddressCodec.FamilyBridge)
            return null;

        // Fields first and the record last: tables have tens of thousands of entries, and a copy for each attribute would be most of the work.
        MacAddress address = default;
        IPAddress? destination = null;
        var (vlan, port, via, master) = (0, 0, 0, 0);
        uint? vni = null;
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            switch (attribute.Type)
            {
                case NeighbourAttribute.LinkLayerAddress:
                    address = attribute.Mac() ?? default;
                    break;
                case NeighbourAttribute.Destination:
                    destination = attribute.Address();
                    break;
                case NeighbourAttribute.Vlan:
                    vlan = attribute.U16();
                    break;
                case NeighbourAttribute.Port:
                    port = attribute.U16BigEndian();
                    break;
                case NeighbourAttribute.Vni:
                    vni = attribute.U32();
                    break;
                case NeighbourAttribute.LinkIndex:
                    via = attribute.I32();
                    break;
                case NeighbourAttribute.Master:
                    master = attribute.I32();
                    break;
            }
        }

        return new FdbEntry
        {
            LinkIndex = info.LinkIndex,
            Address = address,
            Destination = destination,
            State = info.State,
            Flags = info.Flags,
            Vlan = vlan,
            Port = port,
            Vni = vni,
            ViaIndex = via,
            MasterIndex = master,
        };
    }
}
