using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Overlay;

/// <summary>What of the options decides the tunnels to other nodes.</summary>
/// <param name="Vni">The VXLAN network identifier, 1 to 16777215.</param>
/// <param name="Port">The UDP port, 1 to 65535.</param>
/// <param name="Mac">The link-layer address of this node's devices: other nodes know it.</param>
/// <param name="PrefersDirect">Whether nodes on the same link are reached without a tunnel.</param>
/// <param name="OffloadsChecksums">Whether the devices leave checksums to the network card; null: as it is.</param>
internal sealed record OverlayPlan(int Vni, int Port, MacAddress Mac, bool PrefersDirect, bool? OffloadsChecksums = null);
