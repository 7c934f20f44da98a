using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Addresses;

/// <summary>The part of the bridge's addresses in <see cref="Difference"/>.</summary>
internal static class BridgeAddressDifference
{
    private const int LongestWithBroadcast = 30;

    public static void Find(DesiredBridge bridge, Link link, IReadOnlyList<Address> present, ImmutableArray<InterfaceAddress> ownAddresses, Difference difference)
    {
        var wanted = bridge.Subnets.Select(subnet => ToAddress(subnet, link.Index)).ToList();
        var leftOver = present.Where(address => !wanted.Exists(want => IsSame(want, address)) && IsOursToRemove(address)).ToList();

        // With another mask the same address can be there twice, so that it is never gone; in IPv6 it cannot.
        var changesMask = leftOver.Where(address => address.Local.AddressFamily == AddressFamily.InterNetwork && IsWanted(address.Local)).ToList();
        foreach (var address in leftOver.Except(changesMask))
            Remove(address);

        foreach (var want in wanted.Where(want => !present.Any(address => IsSame(want, address))))
        {
            var strangers = present.Where(address => address.Local.AddressFamily == want.Local.AddressFamily && !IsOwn(address) && !wanted.Exists(other => IsSame(other, address))).ToList();
            if (!LinkMark.IsOurs(link) && strangers is [var stranger, ..])
            {
                difference.Conflict(
                    SubjectOf(want),
                    $"{bridge.Name} has to have {want.Local}/{want.PrefixLength} but somebody gave it {stranger.Local}/{stranger.PrefixLength}; stop what uses it and remove that address, or the bridge");
            }
            else
            {
                difference.Add(ObjectKind.Address, SubjectOf(want), AddressRequest.Add(want), new InterfaceAddress(want.Local, want.PrefixLength));
            }
        }

        foreach (var address in changesMask)
            Remove(address);

        void Remove(Address address) => difference.Add(ObjectKind.Address, SubjectOf(address), AddressRequest.Delete(address));

        bool IsOursToRemove(Address address) => IsOwn(address)
            ? !IsStillAGateway(address)
            : LinkMark.IsOurs(link) && bridge.Network.Any(cidr => cidr.Contains(address.Local));

        bool IsOwn(Address address) => ownAddresses.Contains(new InterfaceAddress(address.Local, address.PrefixLength));

        // Before the subnet grew downwards, this was its first address: containers that were started then send to it.
        bool IsStillAGateway(Address address) => !IsWanted(address.Local) && bridge.Subnets.Any(subnet => subnet.Contains(address.Local));

        bool IsWanted(IPAddress local) => wanted.Exists(want => want.Local.Equals(local));
    }

    private static string SubjectOf(Address address) => $"address {address.Local}/{address.PrefixLength}";

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
