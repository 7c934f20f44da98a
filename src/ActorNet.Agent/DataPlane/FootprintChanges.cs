using ActorNet.Addressing;
using ActorNet.Agent.State;

namespace ActorNet.Agent.DataPlane;

/// <summary>How the footprint follows what is put on the host.</summary>
internal static class FootprintChanges
{
    /// <summary>This, and what the desired state is about to put on the host apart from addresses.</summary>
    public static Footprint With(this Footprint footprint, DesiredState desired, bool hasRoutes, byte routeProtocol) => footprint with
    {
        Bridge = desired.Bridge?.Name ?? footprint.Bridge,
        // A number of before stays until its routes are gone.
        RouteProtocol = hasRoutes && footprint.RouteProtocol == 0 ? routeProtocol : footprint.RouteProtocol,
        Devices = [.. footprint.Devices.Union(desired.Devices.Select(device => device.Name))],
        Files = [.. footprint.Files.Union(desired.Files.Select(file => file.Path))],
    };

    /// <summary>This, and addresses that are about to be set.</summary>
    public static Footprint With(this Footprint footprint, IEnumerable<InterfaceAddress> addresses) =>
        footprint with { Addresses = [.. footprint.Addresses.Union(addresses)] };

    /// <summary>This without tunnels that are gone.</summary>
    public static Footprint OnlyDevices(this Footprint footprint, DesiredState desired) => footprint with { Devices = [.. desired.Devices.Select(device => device.Name)] };

    /// <summary>This without the addresses that the desired state, in effect now, has replaced; one that a grown subnet contains is still there.</summary>
    public static Footprint Trimmed(this Footprint footprint, DesiredState desired) => footprint with
    {
        Addresses =
        [
            .. footprint.Addresses.Where(address => desired.Bridge is { } bridge && bridge.Subnets.Any(subnet => IsLeftIn(subnet, address))),
        ],
    };

    private static bool IsLeftIn(Prefix subnet, InterfaceAddress address) =>
        address == InterfaceAddress.FirstOf(subnet) || (subnet.Contains(address.Address) && !address.Address.Equals(subnet.FirstUsable));
}
