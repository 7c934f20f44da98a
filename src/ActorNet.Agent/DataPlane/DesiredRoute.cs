using System.Net;
using ActorNet.Addressing;

namespace ActorNet.Agent.DataPlane;

/// <summary>A route to a node's subnet.</summary>
internal readonly record struct DesiredRoute(Prefix Destination, IPAddress Gateway);
