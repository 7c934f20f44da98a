using System.Runtime.InteropServices;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>RTM_NEWLINK, RTM_DELLINK and RTM_GETLINK: <c>struct ifinfomsg</c> and IFLA_ attributes (<c>linux/if_link.h</c>).</summary>
internal static class LinkMessage
{
    private const ushort AddressAttribute = 1;
    private const ushort NameAttribute = 3;
    private const ushort MtuAttribute = 4;
    private const ushort ParentAttribute = 5;
    private const ushort MasterAttribute = 10;
    private const ushort StateAttribute = 16;
    private const ushort InfoAttribute = 18;
    private const ushort AliasAttribute = 20;
    private const ushort NamespaceDescriptorAttribute = 28;
    private const ushort ExtensionMaskAttribute = 29;

    private const ushort InfoKindAttribute = 1;
    private const ushort InfoDataAttribute = 2;

    private const uint SkipStatistics = 8;

    [StructLayout(LayoutKind.Sequential)]
    internal struct InterfaceInfo
    {
        public byte Family;
        public byte Padding;
        public ushort Type;
        public int Index;
        public LinkFlags Flags;
        public LinkFlags Change;
    }

    public static Query<Link> List() => new(
        "link list",
        MessageType.GetLink,
        new MessageWriter().Struct(default(InterfaceInfo)).U32(ExtensionMaskAttribute, SkipStatistics).ToBody(),
        Parse);

    public static Query<Link> Find(int index, string? name) => new("link get", MessageType.GetLink, Naming(index, name), Parse);

    /// <summary>A link's name or index and no more: what it takes to find or delete it.</summary>
    public static ReadOnlyMemory<byte> Naming(int index, string? name)
    {
        var writer = new MessageWriter().Struct(new InterfaceInfo { Index = index });
        if (name is not null)
            writer.Text(NameAttribute, name);
        return writer.ToBody();
    }

    public static ReadOnlyMemory<byte> ForAdd(Link link)
    {
        var writer = new MessageWriter();
        Write(writer, link);
        return writer.ToBody();
    }

    public static ReadOnlyMemory<byte> ForChange(int index, string? name, LinkChange change)
    {
        var writer = new MessageWriter().Struct(new InterfaceInfo
        {
            Index = index,
            Flags = change.Up == true ? LinkFlags.Up : LinkFlags.None,
            Change = change.Up is null ? LinkFlags.None : LinkFlags.Up,
        });
        if ((name ?? change.Name) is { } text)
            writer.Text(NameAttribute, text);
        if (change.Mtu is { } mtu)
            writer.I32(MtuAttribute, mtu);
        if (change.Address is { } address)
            writer.Mac(AddressAttribute, address);
        if (change.MasterIndex is { } master)
            writer.I32(MasterAttribute, master);
        if (change.Alias is { } alias)
            writer.Text(AliasAttribute, alias);
        if (change.Namespace is { } destination)
            writer.I32(NamespaceDescriptorAttribute, destination.Descriptor);
        if (change.Kind is { } kind)
            writer.Nested(InfoAttribute, kind, WriteInfoChange);
        return writer.ToBody();
    }

    /// <summary>
    /// Null for what bridges say of their ports under the same message type: it is not the link's own state, nor its end.
    /// </summary>
    public static Link? Parse(ReadOnlySpan<byte> body)
    {
        var info = MessageBody.Header<InterfaceInfo>(body, out var rest);
        if (info.Family != AddressCodec.FamilyUnspecified)
            return null;

        var link = new Link { Index = info.Index, Name = "", Flags = info.Flags };
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            link = attribute.Type switch
            {
                AddressAttribute => link with { Address = attribute.Mac() },
                NameAttribute => link with { Name = attribute.Text() },
                MtuAttribute => link with { Mtu = attribute.I32() },
                ParentAttribute => link with { ParentIndex = attribute.I32() },
                MasterAttribute => link with { MasterIndex = attribute.I32() },
                StateAttribute => link with { State = (OperationalState)attribute.U8() },
                InfoAttribute => link with { Kind = ParseInfo(attribute.Nested()) },
                AliasAttribute => link with { Alias = attribute.Text() },
                _ => link,
            };
        }

        return link;
    }

    /// <summary>A whole link with its header: the message itself, or the peer inside a veth's.</summary>
    internal static void Write(MessageWriter writer, Link link)
    {
        var up = link.Flags & LinkFlags.Up;
        writer.Struct(new InterfaceInfo { Index = link.Index, Flags = up, Change = up });
        writer.Text(NameAttribute, link.Name);
        if (link.Mtu != 0)
            writer.I32(MtuAttribute, link.Mtu);
        if (link.Address is { } address)
            writer.Mac(AddressAttribute, address);
        if (link.MasterIndex != 0)
            writer.I32(MasterAttribute, link.MasterIndex);
        if (link.Alias is { } alias)
            writer.Text(AliasAttribute, alias);
        if (link.Namespace is { } home)
            writer.I32(NamespaceDescriptorAttribute, home.Descriptor);
        if (link.Kind is { } kind)
            writer.Nested(InfoAttribute, kind, WriteInfo);
    }

    private static void WriteInfo(MessageWriter writer, LinkKind kind)
    {
        writer.Text(InfoKindAttribute, kind.Name);
        switch (kind)
        {
            case Bridge bridge:
                writer.Nested(InfoDataAttribute, bridge, BridgeData.Write);
                break;
            case Veth { Peer: { } peer }:
                writer.Nested(InfoDataAttribute, peer, VethData.Write);
                break;
            case Vxlan vxlan:
                writer.Nested(InfoDataAttribute, vxlan, VxlanData.Write);
                break;
        }
    }

    private static void WriteInfoChange(MessageWriter writer, LinkKind kind)
    {
        if (kind is not Vxlan vxlan)
        {
            WriteInfo(writer, kind);
            return;
        }

        writer.Text(InfoKindAttribute, vxlan.Name);
        writer.Nested(InfoDataAttribute, vxlan, VxlanData.WriteChange);
    }

    private static LinkKind? ParseInfo(AttributeReader info)
    {
        string? kind = null;
        AttributeReader data = default;
        while (info.MoveNext())
        {
            if (info.Type == InfoKindAttribute)
                kind = info.Text();
            else if (info.Type == InfoDataAttribute)
                data = info.Nested();
        }

        return kind switch
        {
            null => null,
            "bridge" => BridgeData.Parse(data),
            "veth" => new Veth(),
            "vxlan" => VxlanData.Parse(data),
            _ => new OtherKind(kind),
        };
    }
}
