using System.Net;
using ActorNet.Addressing;

namespace ActorNet.Agent.DataPlane.Routes;

/// <summary>A route to a node's subnet.</summary>
/// <param name="Destination">The subnet.</param>
/// <param name="Gateway">The node's public address, or, through a tunnel, the subnet's first address, which is the node's on the other side.</param>
/// <param name="Way">How packets leave.</param>
internal readonly record struct DesiredRoute(Prefix Destination, IPAddress Gateway, Way Way = Way.Direct);
