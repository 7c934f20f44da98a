namespace ActorNet.Netlink.Wire;

/// <summary>The types of messages, from <c>linux/netlink.h</c> and <c>linux/rtnetlink.h</c>.</summary>
internal enum MessageType : ushort
{
    Noop = 1,
    Error = 2,
    Done = 3,
    Overrun = 4,
    NewLink = 16,
    DeleteLink = 17,
    GetLink = 18,
    NewAddress = 20,
    DeleteAddress = 21,
    GetAddress = 22,
    NewRoute = 24,
    DeleteRoute = 25,
    GetRoute = 26,
    NewNeighbour = 28,
    DeleteNeighbour = 29,
    GetNeighbour = 30,
}
