using System.Net;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Neighbours;

/// <summary>What a tunnel takes a gateway's link-layer address for; nobody is asked for it.</summary>
/// <param name="Way">The tunnel.</param>
/// <param name="Destination">The gateway.</param>
/// <param name="Mac">Its link-layer address.</param>
internal readonly record struct DesiredNeighbour(Way Way, IPAddress Destination, MacAddress Mac);
