using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Changes to the addresses of links.</summary>
public static class AddressRequest
{
    /// <summary><c>ip address add</c>. Fails with EEXIST if the link has the address.</summary>
    public static NetlinkRequest Add(Address address) =>
        New("address add", address, MessageType.NewAddress, MessageFlags.Create | MessageFlags.Exclusive);

    /// <summary><c>ip address replace</c>. Adds the address, or changes the lifetimes, flags and metric of the one that is there.</summary>
    public static NetlinkRequest Replace(Address address) =>
        New("address replace", address, MessageType.NewAddress, MessageFlags.Create | MessageFlags.Replace);

    /// <summary><c>ip address delete</c>. Fails with EADDRNOTAVAIL if the link does not have the address.</summary>
    public static NetlinkRequest Delete(Address address) =>
        New("address delete", address, MessageType.DeleteAddress, MessageFlags.None);

    private static NetlinkRequest New(string verb, Address address, MessageType type, MessageFlags flags)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new(verb, address, type, flags, AddressMessage.ForChange(address));
    }
}
