using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Changes to neighbours.</summary>
public static class NeighbourRequest
{
    /// <summary><c>ip neighbour add</c>. Fails with EEXIST if there is an entry for the destination.</summary>
    public static NetlinkRequest Add(Neighbour neighbour) =>
        New("neigh add", neighbour, MessageType.NewNeighbour, MessageFlags.Create | MessageFlags.Exclusive);

    /// <summary><c>ip neighbour replace</c>. Adds the entry, or replaces the one for the destination.</summary>
    public static NetlinkRequest Replace(Neighbour neighbour) =>
        New("neigh replace", neighbour, MessageType.NewNeighbour, MessageFlags.Create | MessageFlags.Replace);

    /// <summary><c>ip neighbour delete</c>, by link and destination. Fails with ENOENT if there is none.</summary>
    public static NetlinkRequest Delete(Neighbour neighbour) =>
        New("neigh delete", neighbour, MessageType.DeleteNeighbour, MessageFlags.None);

    private static NetlinkRequest New(string verb, Neighbour neighbour, MessageType type, MessageFlags flags)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        return new(verb, neighbour, type, flags, NeighbourMessage.ForChange(neighbour));
    }
}
