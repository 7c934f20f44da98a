using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Changes to the forwarding databases of bridges and VXLANs.</summary>
public static class FdbRequest
{
    /// <summary><c>bridge fdb add</c>. Fails with EEXIST if there is an entry for the address.</summary>
    public static NetlinkRequest Add(FdbEntry entry) =>
        New("fdb add", entry, MessageType.NewNeighbour, MessageFlags.Create | MessageFlags.Exclusive);

    /// <summary><c>bridge fdb append</c>. VXLAN: adds one more remote endpoint to the address <see cref="MacAddress.Zero"/>.</summary>
    public static NetlinkRequest Append(FdbEntry entry) =>
        New("fdb append", entry, MessageType.NewNeighbour, MessageFlags.Create | MessageFlags.Append);

    /// <summary><c>bridge fdb replace</c>. Adds the entry, or replaces the one for the address.</summary>
    public static NetlinkRequest Replace(FdbEntry entry) =>
        New("fdb replace", entry, MessageType.NewNeighbour, MessageFlags.Create | MessageFlags.Replace);

    /// <summary><c>bridge fdb delete</c>, by link, address and, where given, remote endpoint. Fails with ENOENT if there is none.</summary>
    public static NetlinkRequest Delete(FdbEntry entry) =>
        New("fdb delete", entry, MessageType.DeleteNeighbour, MessageFlags.None);

    private static NetlinkRequest New(string verb, FdbEntry entry, MessageType type, MessageFlags flags)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(verb, entry, type, flags, FdbMessage.ForChange(entry));
    }
}
