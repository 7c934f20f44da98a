using System.Net.Sockets;
using ActorNet.Netlink;

namespace ActorNet.Agent.Peers;

/// <summary>A node's VXLAN tunnel end point: what it listens for.</summary>
/// <param name="Vni">The network identifier, 1 to 16777215.</param>
/// <param name="Port">The UDP port, 1 to 65535.</param>
/// <param name="Mac">The link-layer address of its device over IPv4.</param>
/// <param name="MacOverIPv6">That of its device over IPv6; the same, if the node says no other.</param>
internal sealed record TunnelEnd(int Vni, int Port, MacAddress Mac, MacAddress MacOverIPv6)
{
    /// <summary>The link-layer address of its device over this family.</summary>
    public MacAddress MacOver(AddressFamily outer) => outer == AddressFamily.InterNetwork ? Mac : MacOverIPv6;
}
