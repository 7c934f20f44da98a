using System.Net;

namespace ActorNet.Netlink;

/// <summary>One way of several of a multipath route.</summary>
public sealed record NextHop
{
    /// <summary>The gateway; null if the destination is on the link. It may be IPv6 under an IPv4 route.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The index of the link; 0 on a request: the kernel finds it by the gateway.</summary>
    public int LinkIndex { get; init; }

    /// <summary>Its share of the traffic relative to the others, 1 to 256.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The next hop's flags. A request may set <see cref="RouteFlags.OnLink"/> and <see cref="RouteFlags.Pervasive"/>.</summary>
    public RouteFlags Flags { get; init; }
}
