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

        var entry = new FdbEntry { LinkIndex = info.LinkIndex, Address = default, State = info.State, Flags = info.Flags };
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            entry = attribute.Type switch
            {
                NeighbourAttribute.LinkLayerAddress => entry with { Address = attribute.Mac() ?? default },
                NeighbourAttribute.Destination => entry with { Destination = attribute.Address() },
                NeighbourAttribute.Vlan => entry with { Vlan = attribute.U16() },
                NeighbourAttribute.Port => entry with { Port = attribute.U16BigEndian() },
                NeighbourAttribute.Vni => entry with { Vni = attribute.U32() },
                NeighbourAttribute.LinkIndex => entry with { ViaIndex = attribute.I32() },
                NeighbourAttribute.Master => entry with { MasterIndex = attribute.I32() },
                _ => entry,
            };
        }

        return entry;
    }
}
