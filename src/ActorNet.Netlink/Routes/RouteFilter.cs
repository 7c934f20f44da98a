using System.Net.Sockets;

namespace ActorNet.Netlink;

/// <summary>Which routes to list. The kernel applies it, so a narrow filter is cheap however large the tables are.</summary>
public sealed record RouteFilter
{
    /// <summary>IPv4 or IPv6; unspecified for both.</summary>
    public AddressFamily Family { get; init; }

    /// <summary>The table; unspecified for all.</summary>
    public RouteTable Table { get; init; }

    /// <summary>The protocol; unspecified for all.</summary>
    public RouteProtocol Protocol { get; init; }

    /// <summary>The type; unspecified for all.</summary>
    public RouteType Type { get; init; }

    /// <summary>The index of the link that the route goes out by; 0 for all.</summary>
    public int LinkIndex { get; init; }
}
