using System.Net;

namespace ActorNet.Netlink;

/// <summary>An IPv4 or IPv6 address of a link.</summary>
public sealed record Address
{
    /// <summary>The index of the link.</summary>
    public required int LinkIndex { get; init; }

    /// <summary>The address itself.</summary>
    public required IPAddress Local { get; init; }

    /// <summary>How many bits of it the link's neighbours share; for which the kernel makes a route.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>The other end of a point-to-point link; null if the link has none.</summary>
    public IPAddress? Peer { get; init; }

    /// <summary>The broadcast address (IPv4); null for none.</summary>
    public IPAddress? Broadcast { get; init; }

    /// <summary>The label (IPv4): the link's name, optionally with a colon and a suffix; null on a request: the link's name.</summary>
    public string? Label { get; init; }

    /// <summary>How far the address is valid.</summary>
    public RouteScope Scope { get; init; }

    /// <summary>
    /// The address's flags. <see cref="AddressFlags.Permanent"/> is the kernel's to set: it means that <see cref="ValidLifetime"/> has no
    /// end.
    /// </summary>
    public AddressFlags Flags { get; init; }

    /// <summary>After which time the address is removed, in whole seconds; null for never.</summary>
    public TimeSpan? ValidLifetime { get; init; }

    /// <summary>After which time the address is no longer chosen for new connections, in whole seconds; null for never.</summary>
    public TimeSpan? PreferredLifetime { get; init; }

    /// <summary>The metric of the route that the kernel makes for the prefix; 0 for the default.</summary>
    public uint Metric { get; init; }

    /// <summary>The address and prefix length, and the link.</summary>
    public override string ToString() => $"{Local}/{PrefixLength} dev {LinkIndex}";
}
