using System.Net.Sockets;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.DataPlane.Nodes;

/// <summary>From where this node sees the others. When it changes, what each of them makes here has to be thought over.</summary>
internal sealed class Vantage(HeldLease lease, HostPlan plan)
{
    public HeldLease Lease { get; } = lease;

    public HostPlan Plan { get; } = plan;

    /// <summary>The families over which this node has tunnels.</summary>
    public bool HasTunnelOver(AddressFamily outer) => outer == AddressFamily.InterNetwork ? _overIPv4 : _overIPv6;

    public bool IsSameAs(Vantage? other) => other is not null && Lease.Equals(other.Lease) && Plan == other.Plan;

    private readonly bool _overIPv4 = Tunnels.For(lease, plan).Any(device => device.Outer == AddressFamily.InterNetwork);
    private readonly bool _overIPv6 = Tunnels.For(lease, plan).Any(device => device.Outer == AddressFamily.InterNetworkV6);
}
