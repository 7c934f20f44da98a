using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Netlink;

namespace ActorNet.Agent.Checking;

/// <summary>What all checks go by.</summary>
/// <param name="Options">The agent's options.</param>
/// <param name="Plan">What the options and the host make; null where the host is unfit, and then <paramref name="PlanFault"/> says why.</param>
/// <param name="PlanFault">Why there is no plan.</param>
/// <param name="State">What the agent has saved; null where it has saved nothing that can be read, and then <paramref name="StateFault"/> says why.</param>
/// <param name="StateFault">Why there is no state.</param>
/// <param name="Cluster">What the coordinators say.</param>
/// <param name="Client">The way to them.</param>
/// <param name="Netlink">The way to the kernel.</param>
internal sealed record CheckScene(
    AgentOptions Options,
    HostPlan? Plan,
    string? PlanFault,
    AgentState? State,
    string? StateFault,
    ClusterView Cluster,
    CoordinatorClient Client,
    NetlinkConnection Netlink)
{
    /// <summary>The lease that the agent has saved; null for none.</summary>
    public HeldLease? Lease => State?.Lease?.Lease;
}
