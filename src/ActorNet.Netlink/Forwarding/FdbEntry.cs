using System.Net;

namespace ActorNet.Netlink;

/// <summary>
/// An entry of a forwarding database: in a bridge, by which port a link-layer address is reached; in a VXLAN, at which remote endpoint.
/// </summary>
public sealed record FdbEntry
{
    /// <summary>The index of the link: the bridge's port, or the VXLAN.</summary>
    public required int LinkIndex { get; init; }

    /// <summary>The link-layer address; <see cref="MacAddress.Zero"/> in a VXLAN is the entry for what has no other.</summary>
    public required MacAddress Address { get; init; }

    /// <summary>VXLAN: the remote endpoint; null in a bridge.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>
    /// Permanent by default, with the bits that <c>bridge fdb add … permanent</c> sets; a bridge's own entries have one of
    /// <see cref="NeighbourState.Permanent"/>, <see cref="NeighbourState.NoArp"/> (static), <see cref="NeighbourState.Reachable"/> (ages).
    /// </summary>
    public NeighbourState State { get; init; } = NeighbourState.Permanent | NeighbourState.NoArp;

    /// <summary>
    /// Whose table it is in: the link's own (<see cref="NeighbourFlags.Self"/>) or its bridge's (<see cref="NeighbourFlags.Master"/>).
    /// </summary>
    public NeighbourFlags Flags { get; init; } = NeighbourFlags.Self;

    /// <summary>The VLAN in a bridge that filters by VLAN; 0 for none.</summary>
    public int Vlan { get; init; }

    /// <summary>VXLAN: the UDP port at the remote endpoint, if not the link's; 0 for the link's.</summary>
    public int Port { get; init; }

    /// <summary>VXLAN: the network identifier at the remote endpoint, if not the link's; null for the link's.</summary>
    public uint? Vni { get; init; }

    /// <summary>VXLAN: the index of the link by which the remote endpoint is reached; 0 for any.</summary>
    public int ViaIndex { get; init; }

    /// <summary>The index of the bridge in whose table it is; 0 for none. Read only.</summary>
    public int MasterIndex { get; init; }

    /// <summary>The entry in the words of <c>bridge fdb</c>, with the link's index for its name.</summary>
    public override string ToString() => Destination is null
        ? $"{Address} dev {LinkIndex} {Flags} {State}"
        : $"{Address} dev {LinkIndex} dst {Destination} {Flags} {State}";
}
