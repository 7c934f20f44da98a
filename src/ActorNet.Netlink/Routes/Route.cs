using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorNet.Netlink;

/// <summary>
/// A route. The kernel knows a route by table, destination, type of service and metric (IPv6: and next hop); the rest is what it says.
/// </summary>
public sealed record Route
{
    /// <summary>Where it leads; <c>0.0.0.0/0</c> and <c>::/0</c> are the default routes.</summary>
    public required IPNetwork Destination { get; init; }

    /// <summary>What it does with packets.</summary>
    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>The next router; null if the destination is on the link. It may be IPv6 under an IPv4 route.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The index of the link; 0 if the route has none, or on a request: the kernel finds it by the gateway.</summary>
    public int LinkIndex { get; init; }

    /// <summary>
    /// The ways of a multipath route; empty if there is one way, which is then in <see cref="Gateway"/> and <see cref="LinkIndex"/>.
    /// </summary>
    public NextHops NextHops { get; init; } = NextHops.None;

    /// <summary>The table.</summary>
    public RouteTable Table { get; init; } = RouteTable.Main;

    /// <summary>Who made it.</summary>
    public RouteProtocol Protocol { get; init; } = RouteProtocol.Boot;

    /// <summary>
    /// How far the destination reaches. Null on a request: as <c>ip route</c> does, universe with a gateway and for IPv6, link
    /// without; any in a deletion. Never null on a listed route.
    /// </summary>
    public RouteScope? Scope { get; init; }

    /// <summary>Of routes to one destination the lowest wins. 0 on a request: the kernel's default, which for IPv6 is 1024.</summary>
    public uint Metric { get; init; }

    /// <summary>
    /// The flags. A request may set <see cref="RouteFlags.OnLink"/> and <see cref="RouteFlags.Pervasive"/>; the kernel reports others.
    /// </summary>
    public RouteFlags Flags { get; init; }

    /// <summary>The source address that this host uses by preference; null for the kernel's choice.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>The type of service (IPv4) that packets must have; 0 for any.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>The largest packet in bytes; 0 for the link's.</summary>
    public uint Mtu { get; init; }

    /// <summary>IPv4 or IPv6: that of the destination.</summary>
    public AddressFamily Family => Destination.BaseAddress.AddressFamily;

    /// <summary>The route in the words of <c>ip route</c>, with link indexes for names.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Type != RouteType.Unicast)
            text.Append(Type).Append(' ');
        text.Append(Destination);
        if (Gateway is not null)
            text.Append(" via ").Append(Gateway);
        if (LinkIndex != 0)
            text.Append(" dev ").Append(LinkIndex);
        foreach (var hop in NextHops)
            text.Append(" nexthop via ").Append(hop.Gateway).Append(" dev ").Append(hop.LinkIndex).Append(" weight ").Append(hop.Weight);
        if (Table != RouteTable.Main)
            text.Append(" table ").Append(Table);
        text.Append(" proto ").Append(Protocol);
        if (Metric != 0)
            text.Append(" metric ").Append(Metric);
        if (Flags.HasFlag(RouteFlags.OnLink))
            text.Append(" onlink");
        return text.ToString();
    }
}
