using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Audit;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Explanations;
using ActorNet.Coordinator.Health;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Space;
using ActorNet.Coordinator.Storage;
using ActorNet.Coordinator.Validation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Serves <c>actornet.v1.ClusterService</c>.</summary>
[BindServiceMethod(typeof(MalformedMessages), nameof(MalformedMessages.BindService))]
internal sealed class ClusterApi(
    LeaseDirectory directory,
    PresentReader reader,
    SpaceReports space,
    CoordinatorHealth health,
    IReplicas replicas,
    IShardHomes homes,
    IJournalStore store,
    RunningSince running,
    AuditApi audit,
    OpenStreams streams,
    TimeProvider time) : ClusterService.ClusterServiceBase
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
            Replicas = { replicas.All },
            Serving = problems.Count == 0,
            Problems = { problems },
        };
    }

    public override async Task<ListShardsResponse> ListShards(ListShardsRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.Pool(request.Pool, "pool", problems);
        problems.ThrowIfAny();
        var view = await reader.ReadLeasesAsync(name, ReadPatience.Of(context, time));
        var pool = RequirePool(view, name);
        return ShardMessages.From(pool, await FindHomesAsync(context), view.State.Revision);
    }

    public override Task Audit(AuditRequest request, IServerStreamWriter<AuditResponse> responseStream, ServerCallContext context) =>
        streams.RunAsync(context, cancellation => audit.RunAsync(request, new UnhurriedWriter<AuditResponse>(responseStream, time), context, cancellation));

    public override async Task<ExplainResponse> Explain(ExplainRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var question = QuestionReader.Read(request, problems);
        problems.ThrowIfAny();
        var view = await reader.ReadLeasesAsync(pool: null, ReadPatience.Of(context, time));
        var pool = RequirePool(view, question.Pool);
        var left = pool.Leases.TryGet(question.Node, out _) ? [] : await space.OfAsync(pool, context.CancellationToken);
        var facts = Explanation.Of(view.State, pool, question, await FindHomesAsync(context), left);
        return ExplanationMessages.From(facts, view.State.Revision);
    }

    /// <summary>What is left of the caller's time is spared for the answer.</summary>
    private Task<ShardHomes> FindHomesAsync(ServerCallContext context)
    {
        var patience = ReadPatience.Of(context, time);
        return homes.FindAsync(patience.Time, patience.Cancellation);
    }

    private static DirectoryPool RequirePool(DirectoryView view, PoolName name) =>
        view.State.Pools.GetValueOrDefault(name) ?? throw ServiceErrors.PoolNotFound(name).ToRpcException();
}
