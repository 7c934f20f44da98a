using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Flannel;

/// <summary>What flannel's network configuration says, its defaults filled in.</summary>
/// <param name="Families">The networks, IPv4 first, at least one.</param>
/// <param name="Backend">The backend's type, as it is written there; null where there is none.</param>
internal sealed record FlannelNetwork(ImmutableArray<FlannelFamily> Families, string? Backend)
{
    /// <summary>The UDP port of its VXLAN; 0: the kernel's default, 8472.</summary>
    public int BackendPort { get; init; }
}

/// <summary>One address family of it.</summary>
/// <param name="Network">The whole network.</param>
/// <param name="SubnetLength">The prefix length of a node's subnet.</param>
/// <param name="First">The first subnet that nodes get.</param>
/// <param name="Last">The last one.</param>
internal sealed record FlannelFamily(Prefix Network, int SubnetLength, Prefix First, Prefix Last);
