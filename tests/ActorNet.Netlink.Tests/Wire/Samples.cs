using System.Net;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Tests.Wire;

/// <summary>A message of each kind, with nested attributes wherever there can be some.</summary>
internal static class Samples
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:01");
    private static readonly IPAddress V4 = IPAddress.Parse("192.0.2.1");
    private static readonly IPNetwork V4Prefix = IPNetwork.Parse("10.0.0.0/8");
    private static readonly IPAddress V6 = IPAddress.Parse("2001:db8::1");

    public static IReadOnlyList<(MessageType Type, ReadOnlyMemory<byte> Body)> Messages { get; } =
    [
        .. Links.Select(link => (MessageType.NewLink, LinkMessage.ForAdd(link))),
        .. Routes.Select(route => (MessageType.NewRoute, RouteMessage.ForChange(route, RouteScope.Universe))),
        (MessageType.NewAddress, AddressMessage.ForChange(Address)),
        (MessageType.NewNeighbour, NeighbourMessage.ForChange(Neighbour)),
        (MessageType.NewNeighbour, FdbMessage.ForChange(FdbEntry)),
    ];

    public static Link[] Links =>
    [
        new Link
        {
            Index = 3,
            Name = "br0",
            Mtu = 1500,
            Address = Mac,
            MasterIndex = 4,
            Alias = "a",
            Kind = new Bridge { SpanningTree = true, ForwardDelay = TimeSpan.FromSeconds(2), VlanFiltering = true },
        },
        new Link
        {
            Index = 4,
            Name = "vx0",
            Flags = LinkFlags.Up,
            Kind = new Vxlan { Id = 5, UnderlayIndex = 3, Local = V4, Group = IPAddress.Parse("239.1.1.1"), TimeToLive = 4 },
        },
        new Link { Index = 5, Name = "vx1", Kind = new Vxlan { Id = 6, Local = V6 } },
        new Link { Index = 6, Name = "x0", Kind = new OtherKind("other") },
    ];

    public static Route[] Routes =>
    [
        new Route { Destination = V4Prefix, Scope = RouteScope.Universe, Gateway = V4, LinkIndex = 3, Metric = 4, Source = V4, Mtu = 1400 },
        new Route { Destination = V4Prefix, Scope = RouteScope.Link, Gateway = V6, LinkIndex = 3, Table = (RouteTable)1000 },
        new Route { Destination = IPNetwork.Parse("2001:db8::/32"), Scope = RouteScope.Universe, Type = RouteType.Blackhole },
        new Route
        {
            Destination = IPNetwork.Parse("0.0.0.0/0"),
            Scope = RouteScope.Universe,
            NextHops =
            [
                new NextHop { Gateway = V4, LinkIndex = 3 },
                new NextHop { Gateway = V6, LinkIndex = 4, Weight = 7 },
                new NextHop { LinkIndex = 5 },
            ],
        },
    ];

    public static Address Address => new()
    {
        LinkIndex = 3,
        Local = V4,
        PrefixLength = 24,
        Peer = IPAddress.Parse("192.0.2.9"),
        Broadcast = IPAddress.Parse("192.0.2.255"),
        Label = "br0:1",
        Metric = 5,
        ValidLifetime = TimeSpan.FromSeconds(100),
        PreferredLifetime = TimeSpan.FromSeconds(50),
        Flags = AddressFlags.NoPrefixRoute,
    };

    public static Neighbour Neighbour => new() { LinkIndex = 3, Destination = V6, LinkLayerAddress = Mac, Protocol = (RouteProtocol)201 };

    public static FdbEntry FdbEntry => new() { LinkIndex = 4, Address = Mac, Destination = V4, Vlan = 5, Port = 4789, Vni = 6, ViaIndex = 3 };
}
