using System.Net;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Agent.DataPlane.Nodes;
using ActorNet.Agent.DataPlane.Routes;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>
/// What to ask of a kernel that is as it should be, so that it follows some nodes' changes. The new is there before the old goes: while a node's link-layer address or public
/// address changes, no packet finds half an entry.
/// </summary>
internal static class NodeChangeRequests
{
    /// <summary>Adds the requests.</summary>
    /// <returns>Whether that is all; false if there is something in the way, and everything has to be compared.</returns>
    public static bool Find(NodeChanges changes, LinkIndexes links, RouteProtocol protocol, IReadOnlyDictionary<IPNetwork, string> foreign, Difference difference)
    {
        if (changes.Routes.Any(change => IsBlocked(change, links, foreign)))
            return false;

        foreach (var forwarding in changes.Forwarding.Select(change => change.New).OfType<DesiredForwarding>())
            difference.Add(ObjectKind.Forwarding, ForwardingDifference.SubjectOf(forwarding.Mac), FdbRequest.Replace(ForwardingDifference.ToEntry(forwarding, links.Of(forwarding.Way))));
        foreach (var neighbour in changes.Neighbours.Select(change => change.New).OfType<DesiredNeighbour>())
            difference.Add(ObjectKind.Neighbour, NeighbourDifference.SubjectOf(neighbour.Destination), NeighbourRequest.Replace(NeighbourDifference.ToNeighbour(neighbour, links.Of(neighbour.Way))));

        foreach (var change in changes.Routes)
            AddRoute(change, links, protocol, difference);

        foreach (var change in changes.Neighbours.Where(change => change is { Old: not null, New: null }))
            difference.Add(ObjectKind.Neighbour, NeighbourDifference.SubjectOf(change.Old!.Value.Destination), NeighbourRequest.Delete(NeighbourDifference.ToNeighbour(change.Old.Value, links.Of(change.Old.Value.Way))));
        foreach (var change in changes.Forwarding.Where(change => change is { Old: not null, New: null }))
            difference.Add(ObjectKind.Forwarding, ForwardingDifference.SubjectOf(change.Old!.Value.Mac), FdbRequest.Delete(ForwardingDifference.ToEntry(change.Old.Value, links.Of(change.Old.Value.Way))));
        return true;
    }

    private static bool IsBlocked(EntryChange<DesiredRoute> change, LinkIndexes links, IReadOnlyDictionary<IPNetwork, string> foreign) =>
        (change.Old is { } old && links.Of(old.Way) == 0)
        || (change.New is { } wanted && (links.Of(wanted.Way) == 0 || foreign.ContainsKey(wanted.Destination.ToIPNetwork())));

    private static void AddRoute(EntryChange<DesiredRoute> change, LinkIndexes links, RouteProtocol protocol, Difference difference)
    {
        var subject = RouteDifference.SubjectOf((change.New ?? change.Old)!.Value.Destination.ToIPNetwork());
        difference.Add(ObjectKind.Route, subject, change switch
        {
            { New: { } wanted, Old: null } => RouteRequest.Add(RouteDifference.ToRoute(wanted, links, protocol)),
            { New: { } wanted } => RouteRequest.Replace(RouteDifference.ToRoute(wanted, links, protocol)),
            _ => RouteRequest.Delete(RouteDifference.ToRoute(change.Old!.Value, links, protocol)),
        });
    }
}
