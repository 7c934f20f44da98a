using System.Net.Sockets;
using System.Net;
using System.Runtime.InteropServices;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink.Wire;

/// <summary>RTM_NEWROUTE, RTM_DELROUTE and RTM_GETROUTE: <c>struct rtmsg</c> and RTA_ attributes (<c>linux/rtnetlink.h</c>).</summary>
internal static class RouteMessage
{
    private const ushort DestinationAttribute = 1;
    private const ushort LinkAttribute = 4;
    private const ushort GatewayAttribute = 5;
    private const ushort MetricAttribute = 6;
    private const ushort SourceAttribute = 7;
    private const ushort MetricsAttribute = 8;
    private const ushort MultipathAttribute = 9;
    private const ushort TableAttribute = 15;
    private const ushort ViaAttribute = 18;

    private const ushort MetricsMtuAttribute = 2;

    // The byte of the header holds tables up to 255; the attribute says it for all.
    private const uint LastTableInHeader = 255;

    private const RouteFlags HopFlags = (RouteFlags)0xff;

    [StructLayout(LayoutKind.Sequential)]
    internal struct RouteInfo
    {
        public byte Family;
        public byte DestinationLength;
        public byte SourceLength;
        public byte TypeOfService;
        public byte Table;
        public RouteProtocol Protocol;
        public RouteScope Scope;
        public RouteType Type;
        public RouteFlags Flags;
    }

    /// <summary>What <c>ip route</c> takes when no scope is given.</summary>
    public static RouteScope DefaultScope(Route route) => route switch
    {
        { Family: AddressFamily.InterNetworkV6 } => RouteScope.Universe,
        { Type: RouteType.Local } => RouteScope.Host,
        { Type: RouteType.Broadcast or RouteType.Multicast or RouteType.Anycast } => RouteScope.Link,
        { Type: RouteType.Unicast, Gateway: null, NextHops.Count: 0 } => RouteScope.Link,
        { Type: RouteType.Unicast, NextHops: [{ Gateway: null }, ..] } => RouteScope.Link,
        _ => RouteScope.Universe,
    };

    public static Query<Route> List(RouteFilter filter, AddressFamily family)
    {
        var writer = new MessageWriter().Struct(new RouteInfo
        {
            Family = AddressCodec.Family(family),
            Protocol = filter.Protocol,
            Type = filter.Type,
        });
        if (filter.Table != RouteTable.Unspecified)
            writer.U32(TableAttribute, (uint)filter.Table);
        if (filter.LinkIndex != 0)
            writer.I32(LinkAttribute, filter.LinkIndex);
        return new Query<Route>("route list", MessageType.GetRoute, writer.ToBody(), Parse);
    }

    public static Query<Route> Lookup(IPAddress destination)
    {
        var family = AddressCodec.Family(destination);
        var length = family == AddressCodec.FamilyInterNetworkV6 ? 128 : 32;
        var writer = new MessageWriter()
            .Struct(new RouteInfo { Family = family, DestinationLength = (byte)length })
            .Address(DestinationAttribute, destination);
        return new Query<Route>("route get", MessageType.GetRoute, writer.ToBody(), Parse);
    }

    public static ReadOnlyMemory<byte> ForChange(Route route, RouteScope scope)
    {
        var table = (uint)route.Table;
        var writer = new MessageWriter().Struct(new RouteInfo
        {
            Family = AddressCodec.Family(route.Destination.BaseAddress),
            DestinationLength = (byte)route.Destination.PrefixLength,
            TypeOfService = route.TypeOfService,
            Table = table <= LastTableInHeader ? (byte)table : (byte)RouteTable.Unspecified,
            Protocol = route.Protocol,
            Scope = route.Scope ?? scope,
            Type = route.Type,
            Flags = route.Flags & (RouteFlags.OnLink | RouteFlags.Pervasive),
        });
        writer.U32(TableAttribute, table);
        if (route.Destination.PrefixLength > 0)
            writer.Address(DestinationAttribute, route.Destination.BaseAddress);
        if (route.Gateway is { } gateway)
            WriteGateway(writer, gateway, route.Family);
        if (route.LinkIndex != 0)
            writer.I32(LinkAttribute, route.LinkIndex);
        if (route.Metric != 0)
            writer.U32(MetricAttribute, route.Metric);
        if (route.Source is { } source)
            writer.Address(SourceAttribute, source);
        if (route.Mtu != 0)
            writer.Nested(MetricsAttribute, route.Mtu, static (metrics, mtu) => metrics.U32(MetricsMtuAttribute, mtu));
        if (route.NextHops.Count > 0)
            writer.Nested(MultipathAttribute, route, static (list, owner) => NextHopList.Write(list, owner.NextHops, owner.Family));
        return writer.ToBody();
    }

    /// <summary>Null for a family other than IPv4 and IPv6 (multicast routing has tables of its own).</summary>
    public static Route? Parse(ReadOnlySpan<byte> body)
    {
        var info = MessageBody.Header<RouteInfo>(body, out var rest);
        if (info.Family is not (AddressCodec.FamilyInterNetwork or AddressCodec.FamilyInterNetworkV6))
            return null;

        // Fields first and the record last: tables have tens of thousands of routes, and a copy for each attribute would be most of the work.
        IPNetwork? destination = null;
        IPAddress? gateway = null;
        IPAddress? source = null;
        var table = (RouteTable)info.Table;
        var linkIndex = 0;
        uint metric = 0;
        uint mtu = 0;
        var nextHops = NextHops.None;
        for (var attribute = new AttributeReader(rest); attribute.MoveNext();)
        {
            switch (attribute.Type)
            {
                case DestinationAttribute:
                    destination = AddressCodec.Prefix(attribute.Address(), info.DestinationLength);
                    break;
                case GatewayAttribute:
                    gateway = attribute.Address();
                    break;
                case ViaAttribute:
                    gateway = ParseVia(attribute);
                    break;
                case LinkAttribute:
                    linkIndex = attribute.I32();
                    break;
                case MetricAttribute:
                    metric = attribute.U32();
                    break;
                case SourceAttribute:
                    source = attribute.Address();
                    break;
                case TableAttribute:
                    table = (RouteTable)attribute.U32();
                    break;
                case MetricsAttribute:
                    mtu = ParseMtu(attribute.Nested());
                    break;
                case MultipathAttribute:
                    nextHops = NextHopList.Parse(attribute.Value);
                    break;
            }
        }

        return new Route
        {
            Destination = destination ?? AddressCodec.Everything(info.Family),
            Type = info.Type,
            Gateway = gateway,
            LinkIndex = linkIndex,
            NextHops = nextHops,
            Table = table,
            Protocol = info.Protocol,
            Scope = info.Scope,
            Metric = metric,
            Flags = info.Flags & HopFlags,
            Source = source,
            TypeOfService = info.TypeOfService,
            Mtu = mtu,
        };
    }

    /// <summary>RTA_GATEWAY for a gateway of the route's own family, RTA_VIA for one of the other.</summary>
    internal static void WriteGateway(MessageWriter writer, IPAddress gateway, AddressFamily family)
    {
        if (gateway.AddressFamily == family)
        {
            writer.Address(GatewayAttribute, gateway);
            return;
        }

        Span<byte> via = stackalloc byte[sizeof(ushort) + 16];
        MemoryMarshal.Write(via, (ushort)AddressCodec.Family(gateway));
        gateway.TryWriteBytes(via[sizeof(ushort)..], out var size);
        writer.Bytes(ViaAttribute, via[..(sizeof(ushort) + size)]);
    }

    /// <summary>The gateway of one next hop; null if it has none.</summary>
    internal static IPAddress? ParseGateway(AttributeReader attributes)
    {
        IPAddress? gateway = null;
        while (attributes.MoveNext())
        {
            gateway = attributes.Type switch
            {
                GatewayAttribute => attributes.Address(),
                ViaAttribute => ParseVia(attributes),
                _ => gateway,
            };
        }

        return gateway;
    }

    private static IPAddress ParseVia(AttributeReader attribute)
    {
        attribute.Struct<ushort>();
        return AddressCodec.Read(attribute.Value[sizeof(ushort)..]);
    }

    private static uint ParseMtu(AttributeReader metrics)
    {
        uint mtu = 0;
        while (metrics.MoveNext())
        {
            if (metrics.Type == MetricsMtuAttribute)
                mtu = metrics.U32();
        }

        return mtu;
    }
}
