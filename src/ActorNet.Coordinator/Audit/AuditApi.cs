using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Validation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Coordinator.Audit;

/// <summary>Serves the Audit method: a stream of what is found, signs of life in between, and the summary.</summary>
internal sealed class AuditApi(Auditor auditor, IReplicas replicas, TimeProvider time)
{
    /// <summary>How long the stream says nothing at most.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    public async Task RunAsync(AuditRequest request, IServerStreamWriter<AuditResponse> responses, ServerCallContext context, CancellationToken cancellation)
    {
        var problems = new FieldProblems();
        PoolName? pool = request.Pool.Length == 0 ? null : Fields.RequiredPool(request.Pool, "pool", problems);
        problems.ThrowIfAny();
        var begin = time.GetTimestamp();
        var (state, behind) = await auditor.ReadStateAsync(pool, ReadPatience.Of(context, time));
        if (pool is { } name && !state.Pools.ContainsKey(name))
        {
            throw ServiceErrors.PoolNotFound(name).ToRpcException();
        }

        var totals = new AuditTotals();
        if (behind is not null)
        {
            await SendAsync(behind, totals, responses, cancellation);
        }

        await using var results = auditor.RunAsync(state, pool, request.ReadJournal, cancellation).GetAsyncEnumerator(cancellation);
        while (await NextAsync(results, responses, cancellation))
        {
            await SendAsync(results.Current, totals, responses, cancellation);
        }

        var summary = new AuditSummary
        {
            Checks = { totals.Checks },
            Revision = state.Revision,
            Replica = replicas.All.FirstOrDefault(replica => replica.Self)?.Address ?? string.Empty,
            Duration = Duration.FromTimeSpan(time.GetElapsedTime(begin)),
        };
        await responses.WriteAsync(new AuditResponse { Kind = AuditResponseKind.Summary, Summary = summary }, cancellation);
    }

    private static async Task SendAsync(CheckResult result, AuditTotals totals, IServerStreamWriter<AuditResponse> responses, CancellationToken cancellation)
    {
        totals.Add(result);
        foreach (var response in AuditMessages.From(result))
        {
            await responses.WriteAsync(response, cancellation);
        }
    }

    /// <summary>Waits for the next result, and says so while it does.</summary>
    private async Task<bool> NextAsync(IAsyncEnumerator<CheckResult> results, IServerStreamWriter<AuditResponse> responses, CancellationToken cancellation)
    {
        var next = results.MoveNextAsync().AsTask();
        try
        {
            while (!next.IsCompleted)
            {
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(next, Task.Delay(LongestSilence, time, pause.Token));
                await pause.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
                if (!next.IsCompleted)
                {
                    await responses.WriteAsync(AuditMessages.Progress, cancellation);
                }
            }
        }
        finally
        {
            // The caller may have gone: what is under way has to end before it can be let go of.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await next;
    }
}
