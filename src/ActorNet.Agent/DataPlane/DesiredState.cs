using System.Collections.Immutable;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.DataPlane;

/// <summary>What the host should be, apart from what other nodes make on it (<see cref="DesiredTables"/>).</summary>
/// <param name="Bridge">The bridge; null: none is looked after.</param>
/// <param name="Devices">The tunnels.</param>
/// <param name="DevicesAreAll">Whether other tunnels of the agent's are left over.</param>
/// <param name="Sysctls">The kernel's switches.</param>
/// <param name="Files">The files.</param>
internal sealed record DesiredState(
    DesiredBridge? Bridge,
    ImmutableArray<DesiredDevice> Devices,
    bool DevicesAreAll,
    ImmutableArray<Sysctl> Sysctls,
    ImmutableArray<DesiredFile> Files)
{
    /// <summary>Sends nothing to other nodes, which is what <see cref="DesiredTables.None"/> says; all else stays as it is.</summary>
    public static readonly DesiredState Fenced = new(null, [], false, [], []);

    /// <summary>The state that a lease and the options make.</summary>
    public static DesiredState From(HeldLease lease, HostPlan plan)
    {
        var files = DesiredFile.For(lease, plan);
        if (plan.Backend == BackendKind.AddressesOnly)
            return new DesiredState(null, [], true, [], files);

        var bridge = plan.Bridge is { } name ? new DesiredBridge(name, Tunnels.InnerMtu(lease, plan), [.. lease.Subnets], lease.Network) : null;
        return new DesiredState(
            bridge, Tunnels.For(lease, plan), true, [.. lease.Firsts.SelectMany(subnet => Sysctl.ForForwarding(subnet.Family, plan.Uplink))], files);
    }
}
