using System.Net;

namespace ActorNet.Netlink;

/// <summary>A VXLAN tunnel endpoint (RFC 7348).</summary>
public sealed record Vxlan : LinkKind
{
    /// <summary>The UDP port that Linux uses unless another is given; IANA's is 4789.</summary>
    public const int LinuxPort = 8472;

    /// <inheritdoc/>
    public override string Name => "vxlan";

    /// <summary>The VXLAN network identifier, 0 to 16777215.</summary>
    public required uint Id { get; init; }

    /// <summary>The index of the link that carries the tunnel; 0 for any.</summary>
    public int UnderlayIndex { get; init; }

    /// <summary>The source address of the tunnel's packets; null for the kernel's choice.</summary>
    public IPAddress? Local { get; init; }

    /// <summary>Where packets go for which there is no FDB entry: a multicast group, or one remote address; null to drop them.</summary>
    public IPAddress? Group { get; init; }

    /// <summary>The UDP destination port.</summary>
    public int Port { get; init; } = LinuxPort;

    /// <summary>Whether FDB entries are learned from the packets that arrive.</summary>
    public bool Learning { get; init; } = true;

    /// <summary>Whether the link answers ARP and neighbour solicitations from its own neighbour entries.</summary>
    public bool Proxy { get; init; }

    /// <summary>The time to live of the tunnel's packets; 0 for the default.</summary>
    public byte TimeToLive { get; init; }
}
