using System.Net.Sockets;

namespace ActorNet.Netlink.Wire;

/// <summary>IFLA_INFO_DATA of a VXLAN: IFLA_VXLAN_ attributes (<c>linux/if_link.h</c>).</summary>
internal static class VxlanData
{
    private const ushort IdAttribute = 1;
    private const ushort GroupAttribute = 2;
    private const ushort UnderlayAttribute = 3;
    private const ushort LocalAttribute = 4;
    private const ushort TimeToLiveAttribute = 5;
    private const ushort LearningAttribute = 7;
    private const ushort ProxyAttribute = 11;
    private const ushort PortAttribute = 15;
    private const ushort Group6Attribute = 16;
    private const ushort Local6Attribute = 17;

    public static void Write(MessageWriter writer, Vxlan vxlan)
    {
        writer.U32(IdAttribute, vxlan.Id)
            .U16BigEndian(PortAttribute, checked((ushort)vxlan.Port))
            .Bool(ProxyAttribute, vxlan.Proxy);
        WriteChange(writer, vxlan);
    }

    /// <summary>What the kernel lets be changed of a VXLAN that is there: it refuses identifier and port even where they stay the same.</summary>
    public static void WriteChange(MessageWriter writer, Vxlan vxlan)
    {
        writer.Bool(LearningAttribute, vxlan.Learning);
        if (vxlan.UnderlayIndex != 0)
            writer.I32(UnderlayAttribute, vxlan.UnderlayIndex);
        if (vxlan.TimeToLive != 0)
            writer.U8(TimeToLiveAttribute, vxlan.TimeToLive);
        if (vxlan.Local is { } local)
            writer.Address(local.AddressFamily == AddressFamily.InterNetworkV6 ? Local6Attribute : LocalAttribute, local);
        if (vxlan.Group is { } group)
            writer.Address(group.AddressFamily == AddressFamily.InterNetworkV6 ? Group6Attribute : GroupAttribute, group);
    }

    public static Vxlan Parse(AttributeReader data)
    {
        var vxlan = new Vxlan { Id = 0 };
        while (data.MoveNext())
        {
            vxlan = data.Type switch
            {
                IdAttribute => vxlan with { Id = data.U32() },
                GroupAttribute or Group6Attribute => vxlan with { Group = data.Address() },
                UnderlayAttribute => vxlan with { UnderlayIndex = data.I32() },
                LocalAttribute or Local6Attribute => vxlan with { Local = data.Address() },
                TimeToLiveAttribute => vxlan with { TimeToLive = data.U8() },
                LearningAttribute => vxlan with { Learning = data.Bool() },
                ProxyAttribute => vxlan with { Proxy = data.Bool() },
                PortAttribute => vxlan with { Port = data.U16BigEndian() },
                _ => vxlan,
            };
        }

        return vxlan;
    }
}
