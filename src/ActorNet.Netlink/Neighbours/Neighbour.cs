using System.Net;

namespace ActorNet.Netlink;

/// <summary>An entry of a link's ARP or neighbour discovery table.</summary>
public sealed record Neighbour
{
    /// <summary>The index of the link.</summary>
    public required int LinkIndex { get; init; }

    /// <summary>The neighbour's IP address.</summary>
    public required IPAddress Destination { get; init; }

    /// <summary>The neighbour's link-layer address; null if it is not known, and for proxy entries.</summary>
    public MacAddress? LinkLayerAddress { get; init; }

    /// <summary>What is known of it.</summary>
    public NeighbourState State { get; init; } = NeighbourState.Permanent;

    /// <summary>The entry's flags.</summary>
    public NeighbourFlags Flags { get; init; }

    /// <summary>Who made it; any number.</summary>
    public RouteProtocol Protocol { get; init; }

    /// <summary>The entry in the words of <c>ip neighbour</c>, with the link's index for its name.</summary>
    public override string ToString() => $"{Destination} lladdr {LinkLayerAddress} dev {LinkIndex} nud {State}";
}
