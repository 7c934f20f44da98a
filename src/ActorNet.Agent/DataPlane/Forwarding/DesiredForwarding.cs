using System.Net;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Forwarding;

/// <summary>Where a tunnel sends what is for a link-layer address.</summary>
/// <param name="Way">The tunnel.</param>
/// <param name="Mac">The link-layer address.</param>
/// <param name="Destination">The node's public address.</param>
/// <param name="Port">The UDP port that the node listens on; 0: the tunnel's own.</param>
/// <param name="Vni">The network identifier that it listens for; null: the tunnel's own.</param>
internal readonly record struct DesiredForwarding(Way Way, MacAddress Mac, IPAddress Destination, int Port = 0, uint? Vni = null);
