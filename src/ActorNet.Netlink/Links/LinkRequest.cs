using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Changes to links.</summary>
public static class LinkRequest
{
    /// <summary><c>ip link add</c>. Fails with EEXIST if the name is taken.</summary>
    public static NetlinkRequest Add(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return new("link add", link, MessageType.NewLink, MessageFlags.Create | MessageFlags.Exclusive, LinkMessage.ForAdd(link));
    }

    /// <summary><c>ip link set</c>. Fails with ENODEV if there is no such link.</summary>
    public static NetlinkRequest Set(int index, LinkChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return new($"link set {index}", change, MessageType.NewLink, MessageFlags.None, LinkMessage.ForChange(index, null, change));
    }

    /// <summary><c>ip link set</c> by name. The new name in <paramref name="change"/> must be null: to rename, give the index.</summary>
    /// <exception cref="ArgumentException">The change has a name.</exception>
    public static NetlinkRequest Set(string name, LinkChange change)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(change);
        return change.Name is null
            ? new($"link set {name}", change, MessageType.NewLink, MessageFlags.None, LinkMessage.ForChange(0, name, change))
            : throw new ArgumentException("A link is renamed by its index.", nameof(change));
    }

    /// <summary><c>ip link delete</c>. Fails with ENODEV if there is no such link, EOPNOTSUPP if it is not a virtual one.</summary>
    public static NetlinkRequest Delete(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return new("link delete", index, MessageType.DeleteLink, MessageFlags.None, LinkMessage.Naming(index, null));
    }

    /// <summary><c>ip link delete</c> by name.</summary>
    public static NetlinkRequest Delete(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new("link delete", name, MessageType.DeleteLink, MessageFlags.None, LinkMessage.Naming(0, name));
    }
}
