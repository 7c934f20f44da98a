using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>The calls about one pool that several commands make.</summary>
internal static class PoolReading
{
    public static async Task<Pool> ReadPoolAsync(this Session session, string name, CancellationToken cancellationToken)
    {
        var request = new GetPoolRequest { Name = name };
        return (await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).GetPoolAsync(request, options), cancellationToken)).Pool;
    }

    public static async Task<PoolPlan> PlanAsync(this Session session, PlanPoolChangeRequest request, CancellationToken cancellationToken) =>
        (await session.ReadPageAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).PlanPoolChangeAsync(request, options), cancellationToken)).Plan;

    public static async Task<Pool> ApplyAsync(this Session session, string planId, CancellationToken cancellationToken)
    {
        var request = new ApplyPoolPlanRequest { PlanId = planId };
        return (await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).ApplyPoolPlanAsync(request, options), cancellationToken)).Pool;
    }
}
