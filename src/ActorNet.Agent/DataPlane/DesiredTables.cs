using System.Collections.ObjectModel;
using System.Net;
using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Routes;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>The kernel's tables as they should be, as far as they are the agent's.</summary>
/// <param name="Routes">The routes to other nodes, by destination.</param>
/// <param name="Neighbours">The tunnels' neighbours.</param>
/// <param name="Forwarding">The tunnels' forwarding entries.</param>
/// <param name="AreAll">Whether other entries of the agent's are stale; false while not all nodes are known.</param>
internal sealed record DesiredTables(
    IReadOnlyDictionary<IPNetwork, DesiredRoute> Routes,
    IReadOnlyDictionary<(Way Way, IPAddress Destination), DesiredNeighbour> Neighbours,
    IReadOnlyDictionary<(Way Way, MacAddress Mac), DesiredForwarding> Forwarding,
    bool AreAll)
{
    /// <summary>Nothing goes to other nodes.</summary>
    public static readonly DesiredTables None = new(
        ReadOnlyDictionary<IPNetwork, DesiredRoute>.Empty,
        ReadOnlyDictionary<(Way Way, IPAddress Destination), DesiredNeighbour>.Empty,
        ReadOnlyDictionary<(Way Way, MacAddress Mac), DesiredForwarding>.Empty,
        AreAll: true);
}
