using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>
/// The bridge's part of <see cref="Difference"/>. A bridge of the agent's own carries its mark and is kept as it should be; one that somebody
/// else made (Docker, say) is used as it is: it gets the address if it has none.
/// </summary>
internal static class BridgeDifference
{
    /// <summary>The alias by which the agent knows its bridge, even if its state is lost.</summary>
    public const string Mark = "actornet";

    private const int LongestWithBroadcast = 30;

    public static void Find(
        DesiredBridge bridge,
        KernelState kernel,
        ImmutableArray<InterfaceAddress> ownAddresses,
        ImmutableArray<Change>.Builder changes,
        ImmutableArray<Problem>.Builder conflicts)
    {
        if (kernel.Bridge is not { } link)
        {
            // The kernel takes no alias with a new link. In one batch nothing comes between the two, not even a kill of this process.
            var made = new Link { Name = bridge.Name, Kind = new Bridge(), Mtu = bridge.Mtu, Flags = LinkFlags.Up };
            changes.Add(new Change($"bridge {bridge.Name}", LinkRequest.Add(made)));
            changes.Add(new Change($"bridge {bridge.Name}", LinkRequest.Set(bridge.Name, new LinkChange { Alias = Mark })));
            return;
        }

        if (link.Kind is not Bridge)
        {
            conflicts.Add(new Problem($"bridge {bridge.Name}", $"the interface {bridge.Name} is there and is no bridge; remove it, or name another one with --bridge"));
            return;
        }

        if (FindChange(bridge, link) is { } change)
            changes.Add(new Change($"bridge {bridge.Name}", LinkRequest.Set(link.Index, change)));
        FindAddresses(bridge, link, kernel.BridgeAddresses, ownAddresses, changes, conflicts);
    }

    /// <summary>Whether the agent made the link.</summary>
    public static bool IsOurs(Link link) => link.Alias == Mark;

    private static LinkChange? FindChange(DesiredBridge bridge, Link link)
    {
        var change = new LinkChange
        {
            Up = link.IsUp ? null : true,
            Mtu = IsOurs(link) && link.Mtu != bridge.Mtu ? bridge.Mtu : null,
        };
        return change == new LinkChange() ? null : change;
    }

    private static void FindAddresses(
        DesiredBridge bridge,
        Link link,
        IReadOnlyList<Address> present,
        ImmutableArray<InterfaceAddress> ownAddresses,
        ImmutableArray<Change>.Builder changes,
        ImmutableArray<Problem>.Builder conflicts)
    {
        var wanted = bridge.Subnets.Select(subnet => ToAddress(subnet, link.Index)).ToList();
        var leftOver = present.Where(address => !wanted.Exists(want => IsSame(want, address)) && IsOursToRemove(address)).ToList();

        // With another mask the same address can be there twice, so that it is never gone; in IPv6 it cannot.
        var changesMask = leftOver.Where(address => address.Local.AddressFamily == AddressFamily.InterNetwork && IsWanted(address.Local)).ToList();
        changes.AddRange(leftOver.Except(changesMask).Select(Removal));

        foreach (var want in wanted.Where(want => !present.Any(address => IsSame(want, address))))
        {
            var strangers = present.Where(address => address.Local.AddressFamily == want.Local.AddressFamily && !IsOwn(address) && !wanted.Exists(other => IsSame(other, address))).ToList();
            if (!IsOurs(link) && strangers is [var stranger, ..])
            {
                conflicts.Add(new Problem(
                    $"address {want.Local}/{want.PrefixLength}",
                    $"{bridge.Name} has to have {want.Local}/{want.PrefixLength} but somebody gave it {stranger.Local}/{stranger.PrefixLength}; stop what uses it and remove that address, or the bridge"));
            }
            else
            {
                changes.Add(new Change($"address {want.Local}/{want.PrefixLength}", AddressRequest.Add(want), new InterfaceAddress(want.Local, want.PrefixLength)));
            }
        }

        changes.AddRange(changesMask.Select(Removal));

        bool IsOursToRemove(Address address) => IsOwn(address)
            ? !IsStillAGateway(address)
            : IsOurs(link) && bridge.Network.Any(cidr => cidr.Contains(address.Local));

        bool IsOwn(Address address) => ownAddresses.Contains(new InterfaceAddress(address.Local, address.PrefixLength));

        // Before the subnet grew downwards, this was its first address: containers that were started then send to it.
        bool IsStillAGateway(Address address) => !IsWanted(address.Local) && bridge.Subnets.Any(subnet => subnet.Contains(address.Local));

        bool IsWanted(IPAddress local) => wanted.Exists(want => want.Local.Equals(local));
    }

    private static Change Removal(Address address) => new($"address {address.Local}/{address.PrefixLength}", AddressRequest.Delete(address));

    private static Address ToAddress(Prefix subnet, int linkIndex) => new()
    {
        LinkIndex = linkIndex,
        Local = subnet.FirstUsable,
        PrefixLength = subnet.Length,
        Broadcast = subnet is { Family: AddressFamily.InterNetwork, Length: <= LongestWithBroadcast } ? subnet.LastAddress : null,

        // The subnet is this node's alone, so there is nobody to ask; and the address must work at once, also without a carrier.
        Flags = subnet.Family == AddressFamily.InterNetworkV6 ? AddressFlags.NoDuplicateDetection : AddressFlags.None,
    };

    private static bool IsSame(Address a, Address b) => a.Local.Equals(b.Local) && a.PrefixLength == b.PrefixLength;
}
