namespace ActorNet.Netlink;

/// <summary>
/// Something that happened: a <see cref="LinkEvent"/>, <see cref="AddressEvent"/>, <see cref="RouteEvent"/>, <see cref="NeighbourEvent"/>
/// or <see cref="FdbEvent"/>, or the <see cref="OverrunEvent"/> that says that some of these were lost.
/// </summary>
public abstract record NetlinkEvent
{
    private protected NetlinkEvent()
    {
    }

    /// <summary>
    /// The <see cref="NetlinkConnection.PortId"/> of the socket over which the change was asked for; 0 if the kernel made it by itself or
    /// does not say. It says so for addresses, routes and neighbours.
    /// </summary>
    public uint PortId { get; init; }
}

/// <summary>A link appeared, changed or is gone.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Link">The link.</param>
public sealed record LinkEvent(NetlinkChange Change, Link Link) : NetlinkEvent;

/// <summary>An address of a link appeared, changed or is gone.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Address">The address.</param>
public sealed record AddressEvent(NetlinkChange Change, Address Address) : NetlinkEvent;

/// <summary>
/// A route appeared, changed or is gone. The kernel does not report each IPv4 route that it drops because a link went down or an
/// address was removed: after a <see cref="LinkEvent"/> or <see cref="AddressEvent"/>, list the routes.
/// </summary>
/// <param name="Change">What happened.</param>
/// <param name="Route">The route.</param>
public sealed record RouteEvent(NetlinkChange Change, Route Route) : NetlinkEvent;

/// <summary>A neighbour appeared, changed or is gone.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Neighbour">The neighbour.</param>
public sealed record NeighbourEvent(NetlinkChange Change, Neighbour Neighbour) : NetlinkEvent;

/// <summary>An FDB entry appeared, changed or is gone.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Entry">The entry.</param>
public sealed record FdbEvent(NetlinkChange Change, FdbEntry Entry) : NetlinkEvent;

/// <summary>
/// Events were lost, because they came faster than they were read: list whatever is of interest again. What is listed after
/// this event is newer than all that was lost.
/// </summary>
public sealed record OverrunEvent : NetlinkEvent;
