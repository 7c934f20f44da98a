using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Forecasts;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Reservations;
using ActorNet.Coordinator.Routes;
using ActorNet.Coordinator.Space;
using ActorNet.Coordinator.Validation;
using Grpc.Core;

namespace ActorNet.Coordinator.Pools;

/// <summary>Serves <c>actornet.v1.PoolService</c>.</summary>
[BindServiceMethod(typeof(MalformedMessages), nameof(MalformedMessages.BindService))]
internal sealed class PoolApi(
    AllocationClient allocation,
    LeaseDirectory directory,
    PresentReader reader,
    SpaceReports space,
    RouteSurvey routes,
    ReservationCalls reservations,
    TimeProvider time) : PoolService.PoolServiceBase
{
    private const int StandardPageSize = 100;
    private const int MaxPageSize = 1000;
    private const int MostHolders = 5;

    public override async Task<CreatePoolResponse> CreatePool(CreatePoolRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        if (request.Pool is null)
        {
            problems.Add("pool", "missing; give the pool with a name and at least one CIDR");
        }

        var spec = request.Pool is null ? null : PoolSettingsReader.Read(request.Pool, "pool", problems);
        problems.ThrowIfAny();
        var isThere = directory.Current.State.Pools.ContainsKey(spec!.Name);
        var command = new CreatePool(spec, request.ValidateOnly);
        return await allocation.AskAsync(command, CallPatience.Of(context, time), context.CancellationToken) switch
        {
            PoolIsThere there => new CreatePoolResponse
            {
                Pool = Show(there, request.ValidateOnly),
                RouteCheck = isThere ? null : await routes.LookAsync(before: [], there.Spec.Cidrs, context.CancellationToken),
            },
            PoolRefusal refusal => throw refusal.ToError(spec.Name).ToRpcException(),
            var other => throw Unexpected(other),
        };
    }

    public override async Task<GetPoolResponse> GetPool(GetPoolRequest request, ServerCallContext context)
    {
        var (pool, _) = await ReadAsync(request.Name, context);
        return new GetPoolResponse { Pool = PoolMessages.From(pool) };
    }

    public override async Task<ListPoolsResponse> ListPools(ListPoolsRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var pageSize = Fields.PageSize(request.PageSize, StandardPageSize, MaxPageSize, problems);
        var after = PoolPageToken.Decode(request.PageToken, problems);
        problems.ThrowIfAny();
        var view = await reader.ReadLeasesAsync(pool: null, ReadPatience.Of(context, time));
        var rest = view.State.Pools.Values.Where(pool => after is not { } last || pool.Spec.Name.CompareTo(last) > 0).Take(pageSize + 1).ToList();
        var page = rest.Take(pageSize).ToList();
        return new ListPoolsResponse
        {
            Pools = { page.Select(PoolMessages.From) },
            NextPageToken = rest.Count > pageSize ? PoolPageToken.Encode(page[^1].Spec.Name) : string.Empty,
        };
    }

    public override async Task<GetPoolSpaceResponse> GetPoolSpace(GetPoolSpaceRequest request, ServerCallContext context)
    {
        var (pool, revision) = await ReadAsync(request.Name, context);
        return SpaceMessages.From(pool, await space.OfAsync(pool, context.CancellationToken), revision);
    }

    public override async Task<GetPoolForecastResponse> GetPoolForecast(GetPoolForecastRequest request, ServerCallContext context)
    {
        var (pool, revision) = await ReadAsync(request.Name, context);
        return ForecastMessages.From(pool, PoolForecast.Of(pool, time.GetUtcNow()), revision);
    }

    public override async Task<PlanPoolChangeResponse> PlanPoolChange(PlanPoolChangeRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        if (request.Pool is not { } given)
        {
            problems.Add("pool", "missing; give the pool's name and what is to change");
            throw problems.ToError().ToRpcException();
        }

        Fields.RequiredPool(given.Name, "pool.name", problems);
        problems.ThrowIfAny();
        var (pool, revision) = await ReadAsync(given.Name, context);
        var merged = PoolMask.Merge(PoolMessages.From(pool.Spec), given, request.UpdateMask, problems);
        var spec = PoolSettingsReader.Read(merged, "pool", problems);
        problems.ThrowIfAny();

        // Only the coordinator knows whether it could be done now; nothing is written for that.
        var proposed = spec! with { Generation = pool.Spec.Generation, Version = pool.Spec.Version };
        var obstacle = await TryChangeAsync(new ChangePool(proposed, ValidateOnly: true), context) switch
        {
            PoolIsThere => string.Empty,
            CidrInUse inUse => inUse.ToError(proposed.Name).Message,
            PoolRefusal refusal => throw refusal.ToError(proposed.Name).ToRpcException(),
            var other => throw Unexpected(other),
        };
        var plan = PoolPlanner.Plan(pool, proposed, revision);
        plan.Obstacle = obstacle;
        plan.RouteCheck = await routes.LookAsync(pool.Spec.Cidrs, proposed.Cidrs, context.CancellationToken);
        return new PlanPoolChangeResponse { Plan = plan };
    }

    public override async Task<ApplyPoolPlanResponse> ApplyPoolPlan(ApplyPoolPlanRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        if (!PlanId.TryDecode(request.PlanId, out var proposed))
        {
            problems.Add("plan_id", $"{Fields.Quote(request.PlanId)} is not the id of a plan; give all of what PlanPoolChange answered");
            throw problems.ToError().ToRpcException();
        }

        var spec = PoolSettingsReader.Read(proposed, "plan_id.pool", problems);
        problems.ThrowIfAny();
        var change = new ChangePool(spec! with { Generation = proposed.Generation, Version = proposed.Version });
        return await TryChangeAsync(change, context) switch
        {
            PoolIsThere there => new ApplyPoolPlanResponse { Pool = Show(there, validateOnly: false) },
            PoolRefusal refusal => throw refusal.ToError(spec.Name).ToRpcException(),
            var other => throw Unexpected(other),
        };
    }

    public override async Task<DeletePoolResponse> DeletePool(DeletePoolRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.RequiredPool(request.Name, "name", problems);
        problems.ThrowIfAny();
        var (pool, _) = await ReadAsync(request.Name, context);
        if (pool.Tally.Held > 0)
        {
            // A pool in use is not even closed for a moment.
            var some = pool.Leases.After(node: null).Where(lease => lease.IsHeld).Take(MostHolders).Select(lease => lease.Node);
            throw ServiceErrors.PoolInUse(name, pool.Tally.Held, some).ToRpcException();
        }

        return await allocation.AskAsync(new DeletePool(name, pool.Spec.Generation), CallPatience.Of(context, time), context.CancellationToken) switch
        {
            PoolGone => new DeletePoolResponse(),
            PoolRefusal refusal => throw refusal.ToError(name).ToRpcException(),
            var other => throw Unexpected(other),
        };
    }

    public override Task<CreateReservationResponse> CreateReservation(CreateReservationRequest request, ServerCallContext context) =>
        reservations.CreateAsync(request, context);

    public override Task<ListReservationsResponse> ListReservations(ListReservationsRequest request, ServerCallContext context) =>
        reservations.ListAsync(request, context);

    public override Task<UpdateReservationResponse> UpdateReservation(UpdateReservationRequest request, ServerCallContext context) =>
        reservations.UpdateAsync(request, context);

    public override Task<DeleteReservationResponse> DeleteReservation(DeleteReservationRequest request, ServerCallContext context) =>
        reservations.DeleteAsync(request, context);

    private Task<PoolReply> TryChangeAsync(ChangePool change, ServerCallContext context) =>
        allocation.AskAsync(change, CallPatience.Of(context, time), context.CancellationToken);

    private static InvalidOperationException Unexpected(PoolReply reply) => new($"a pool command was answered with {reply.GetType().Name}");

    private async Task<(DirectoryPool Pool, long Revision)> ReadAsync(string text, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.Pool(text, "name", problems);
        problems.ThrowIfAny();
        var state = (await reader.ReadPoolAsync(name, ReadPatience.Of(context, time))).State;
        return state.Pools.TryGetValue(name, out var pool) ? (pool, state.Revision) : throw ServiceErrors.PoolNotFound(name).ToRpcException();
    }

    /// <summary>With its usage and revision where the directory has them: a pool that was just made is empty, and gets its revision in a moment.</summary>
    private Pool Show(PoolIsThere there, bool validateOnly) =>
        directory.Current.State.Pools.TryGetValue(there.Spec.Name, out var known) && known.Spec.Generation == there.Spec.Generation
            ? PoolMessages.From(known.AtLeast(there.Spec))
        : validateOnly ? PoolMessages.From(there.Spec)
        : PoolMessages.From(new DirectoryPool(there.Spec, there.CreatedAt, Revision: 0));
}
