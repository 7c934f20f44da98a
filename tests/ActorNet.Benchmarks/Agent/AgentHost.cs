using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Kernel;
using ActorNet.Agent.DataPlane.Nodes;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;
using ActorNet.Contracts.V1;
using ActorNet.Netlink;
using ActorNet.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorNet.Benchmarks.Agent;

/// <summary>The agent's own parts, from a coordinator's message to the kernel of a machine, without the coordinator.</summary>
internal sealed class AgentHost(NetworkNamespace machine, HostPlan plan, HeldLease lease) : IDisposable
{
    private readonly NetlinkConnection netlink = NetlinkConnection.OpenInNamespace(machine.Path);
    private readonly PeerFollower follower = new();
    private readonly NodeTables tables = new();
    private KernelKeeper? keeper;

    private KernelKeeper Keeper => keeper ??= new KernelKeeper(netlink, _ => Task.CompletedTask, new ChangeLog(NullLogger.Instance));

    /// <summary>Takes a message in, and makes the kernel what it says; how many changes that took, or -1 where everything was compared.</summary>
    public async Task<int> TakeAsync(WatchLeasesResponse message, CancellationToken cancellation)
    {
        follower.Take(message, []);
        if (tables.Update(follower.View, new Vantage(lease, plan)) is not { } changes)
        {
            await CompareAsync(cancellation);
            return -1;
        }

        return await Keeper.ApplyAsync(changes, (RouteProtocol)plan.RouteProtocol, cancellation)
            ? changes.Routes.Count + changes.Neighbours.Count + changes.Forwarding.Count
            : throw new InvalidOperationException("the kernel is not what it was taken for");
    }

    /// <summary>Compares everything; how many changes that took.</summary>
    public async Task<int> CompareAsync(CancellationToken cancellation)
    {
        var wants = new KernelWants(DesiredState.From(lease, plan), tables.Tables, plan.Uplink, (RouteProtocol)plan.RouteProtocol, lease.Network, [], []);
        var report = await Keeper.CompareAsync(wants, cancellation);
        return report.Problems.IsEmpty && report is { RoutesWrong: 0, OverlayWrong: 0 }
            ? report.Done.Values.Sum()
            : throw new InvalidOperationException($"the kernel is not as it should be: {report.RoutesWrong} routes, {report.OverlayWrong} entries, {string.Join("; ", report.Problems)}");
    }

    public void Dispose() => netlink.Dispose();
}
