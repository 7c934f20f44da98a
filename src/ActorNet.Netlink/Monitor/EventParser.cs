using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Makes events of the notifications in a datagram.</summary>
internal static class EventParser
{
    /// <summary>The events, in order.</summary>
    /// <exception cref="NetlinkException">A message could not be understood.</exception>
    public static List<NetlinkEvent> Parse(ReadOnlySpan<byte> datagram)
    {
        var events = new List<NetlinkEvent>();
        for (var messages = new MessageReader(datagram); messages.MoveNext();)
        {
            if (Parse(messages.Header.Type, messages.Body) is { } item)
                events.Add(item with { PortId = messages.Header.PortId });
        }

        return events;
    }

    /// <summary>Null for what is no change of an object that this library knows.</summary>
    private static NetlinkEvent? Parse(MessageType type, ReadOnlySpan<byte> body)
    {
        var change = type is MessageType.DeleteLink or MessageType.DeleteAddress or MessageType.DeleteRoute or MessageType.DeleteNeighbour
            ? NetlinkChange.Deleted
            : NetlinkChange.Set;
        switch (type)
        {
            case MessageType.NewLink or MessageType.DeleteLink:
                return LinkMessage.Parse(body) is { } link ? new LinkEvent(change, link) : null;
            case MessageType.NewAddress or MessageType.DeleteAddress:
                return AddressMessage.Parse(body) is { } address ? new AddressEvent(change, address) : null;
            case MessageType.NewRoute or MessageType.DeleteRoute:
                return RouteMessage.Parse(body) is { } route ? new RouteEvent(change, route) : null;
            case MessageType.NewNeighbour or MessageType.DeleteNeighbour:
                if (NeighbourMessage.Parse(body) is { } neighbour)
                    return new NeighbourEvent(change, neighbour);
                return FdbMessage.Parse(body) is { } entry ? new FdbEvent(change, entry) : null;
            default:
                return null;
        }
    }
}
