using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Agent.DataPlane.Links;

/// <summary>The bridge that containers are attached to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mtu">Its MTU, if the agent made it.</param>
/// <param name="Subnets">The subnets whose first usable address it has. More than one of an address family while the node moves, and where it takes several.</param>
/// <param name="Network">The cluster network: on a bridge of the agent's own, other addresses in it are left-overs.</param>
internal sealed record DesiredBridge(string Name, int Mtu, ImmutableArray<Prefix> Subnets, ImmutableArray<Prefix> Network);
