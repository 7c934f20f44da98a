using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>The calls about pools that several commands make.</summary>
internal static class PoolReading
{
    private const int PageSize = 1000;

    /// <summary>All pools, ordered by name.</summary>
    public static async Task<IReadOnlyList<Pool>> ListPoolsAsync(this Session session, CancellationToken cancellationToken)
    {
        var pools = await Paging.ReadAllAsync<ListPoolsResponse, Pool>(
            async token =>
            {
                var request = new ListPoolsRequest { PageSize = PageSize, PageToken = token };
                return await session.ReadPageAsync(
                    (invoker, options) => new PoolService.PoolServiceClient(invoker).ListPoolsAsync(request, options),
                    cancellationToken);
            },
            page => page.Pools,
            page => page.NextPageToken);
        return pools.Items;
    }

    /// <summary>One pool.</summary>
    public static async Task<Pool> ReadPoolAsync(this Session session, string name, CancellationToken cancellationToken)
    {
        var request = new GetPoolRequest { Name = name };
        return (await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).GetPoolAsync(request, options), cancellationToken)).Pool;
    }

    /// <summary>What a change would do.</summary>
    public static async Task<PoolPlan> PlanAsync(this Session session, PlanPoolChangeRequest request, CancellationToken cancellationToken) =>
        (await session.ReadPageAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).PlanPoolChangeAsync(request, options), cancellationToken)).Plan;

    /// <summary>Does what a plan says.</summary>
    public static async Task<Pool> ApplyAsync(this Session session, string planId, CancellationToken cancellationToken)
    {
        var request = new ApplyPoolPlanRequest { PlanId = planId };
        return (await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).ApplyPoolPlanAsync(request, options), cancellationToken)).Pool;
    }
}
