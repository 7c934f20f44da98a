using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Health;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Serves <c>actornet.v1.ClusterService</c>.</summary>
[BindServiceMethod(typeof(MalformedMessages), nameof(MalformedMessages.BindService))]
internal sealed class ClusterApi(
    LeaseDirectory directory,
    CoordinatorHealth health,
    CoordinatorOptions options,
    IJournalStore store,
    RunningSince running) : ClusterService.ClusterServiceBase
{
    public override async Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        var problems = await health.FindProblemsAsync(context.CancellationToken);
        var state = directory.Current.State;
        return new GetStatusResponse
        {
            Version = ProductVersion.Text,
            Uptime = Duration.FromTimeSpan(running.Uptime),
            Journal = store.Kind,
            Revision = state.Revision,
            Pools = state.Pools.Count,
            Leases = state.HeldLeases,
            Replicas = { new Replica { Address = options.Listen.ToString(), Self = true, PoolCoordinator = true, Reachable = true } },
            Serving = problems.Count == 0,
            Problems = { problems },
        };
    }

    public override Task<ListShardsResponse> ListShards(ListShardsRequest request, ServerCallContext context) =>
        throw ServiceErrors.NotImplemented(nameof(ListShards)).ToRpcException();

    public override Task Audit(AuditRequest request, IServerStreamWriter<AuditResponse> responseStream, ServerCallContext context) =>
        throw ServiceErrors.NotImplemented(nameof(Audit)).ToRpcException();

    public override Task<ExplainResponse> Explain(ExplainRequest request, ServerCallContext context) =>
        throw ServiceErrors.NotImplemented(nameof(Explain)).ToRpcException();
}
