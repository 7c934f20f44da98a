using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.DataPlane.Overlay;

/// <summary>Which tunnels a node has: for each address family of its subnets one over the same family, or over the other where this host has no address of that.</summary>
internal static class Tunnels
{
    /// <summary>Outer IPv4 (20), UDP (8) and VXLAN (8) headers, and the inner Ethernet header (14), which the MTU of a link does not count.</summary>
    public const int OverheadOverIPv4 = 50;

    /// <summary>The same with an IPv6 header (40). Extension headers are not sent.</summary>
    public const int OverheadOverIPv6 = 70;

    /// <summary>The kernel's limit for a name is 15 bytes, and a VNI has up to 8 digits.</summary>
    public static string NameOf(AddressFamily outer, int vni) => outer == AddressFamily.InterNetwork ? $"anet.{vni}" : $"anet6.{vni}";

    public static int OverheadOver(AddressFamily outer) => outer == AddressFamily.InterNetwork ? OverheadOverIPv4 : OverheadOverIPv6;

    /// <summary>The devices; none where the backend has no tunnels, or the host no address for them.</summary>
    public static ImmutableArray<DesiredDevice> For(HeldLease lease, HostPlan plan)
    {
        if (plan.Overlay is not { } overlay)
            return [];

        var devices = ImmutableArray.CreateBuilder<DesiredDevice>();
        foreach (var group in lease.Subnets.GroupBy(subnet => OuterFor(subnet.Family, plan)).OrderBy(group => group.Key))
        {
            if (plan.AddressOf(group.Key) is { } local)
                devices.Add(new DesiredDevice(NameOf(group.Key, overlay.Vni), overlay.Vni, overlay.Port, group.Key, local, overlay.Mac, MtuOver(group.Key, plan), [.. group.Select(subnet => subnet.Address)]));
        }

        return devices.ToImmutable();
    }

    /// <summary>The MTU of the bridge and in the files: what fits through every tunnel.</summary>
    public static int InnerMtu(HeldLease lease, HostPlan plan) =>
        plan.Overlay is null ? plan.Mtu : lease.Subnets.Select(subnet => MtuOver(OuterFor(subnet.Family, plan), plan)).Append(plan.Mtu).Min();

    /// <summary>Over which family packets of an inner family go.</summary>
    private static AddressFamily OuterFor(AddressFamily inner, HostPlan plan) =>
        plan.AddressOf(inner) is not null ? inner : inner == AddressFamily.InterNetwork ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    private static int MtuOver(AddressFamily outer, HostPlan plan) => plan.UplinkMtu - OverheadOver(outer);
}
