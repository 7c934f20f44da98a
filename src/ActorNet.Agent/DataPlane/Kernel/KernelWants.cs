using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>What the kernel should be, and what of it is the agent's.</summary>
/// <param name="State">Links and their addresses.</param>
/// <param name="Tables">Routes, neighbours, forwarding entries.</param>
/// <param name="Uplink">The interface to the other nodes; null: there is none.</param>
/// <param name="Protocol">The protocol number of the agent's routes.</param>
/// <param name="Network">The cluster network: other routes in it are of interest.</param>
/// <param name="OwnAddresses">The addresses that the agent set on the bridge.</param>
/// <param name="OwnDevices">The tunnels that the agent has made.</param>
internal sealed record KernelWants(
    DesiredState State,
    DesiredTables Tables,
    string? Uplink,
    RouteProtocol Protocol,
    ImmutableArray<Prefix> Network,
    ImmutableArray<InterfaceAddress> OwnAddresses,
    ImmutableArray<string> OwnDevices);
