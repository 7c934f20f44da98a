using System.Net;
using System.Net.Sockets;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Addresses;

/// <summary>The part of a tunnel's addresses in <see cref="Difference"/>. The device is the agent's own, and so are all its addresses of global scope.</summary>
internal static class DeviceAddressDifference
{
    public static void Find(DesiredDevice device, Link link, IReadOnlyList<Address> present, Difference difference)
    {
        foreach (var address in present.Where(address => !device.Addresses.Any(want => IsSame(want, address))))
            difference.Add(ObjectKind.Address, SubjectOf(device, address.Local), AddressRequest.Delete(address));

        foreach (var want in device.Addresses.Where(want => !present.Any(address => IsSame(want, address))))
            difference.Add(ObjectKind.Address, SubjectOf(device, want), AddressRequest.Add(ToAddress(want, link.Index)));
    }

    private static string SubjectOf(DesiredDevice device, IPAddress address) => $"address {address} of {device.Name}";

    private static bool IsSame(IPAddress want, Address present) => present.Local.Equals(want) && present.PrefixLength == WidthOf(want);

    private static Address ToAddress(IPAddress address, int linkIndex) => new()
    {
        LinkIndex = linkIndex,
        Local = address,
        PrefixLength = WidthOf(address),
        Flags = address.AddressFamily == AddressFamily.InterNetworkV6 ? AddressFlags.NoDuplicateDetection : AddressFlags.None,
    };

    private static int WidthOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
}
