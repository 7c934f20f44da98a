using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Coordinator.Actors;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Validation;
using Grpc.Core;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Reservations;

/// <summary>The calls of <c>actornet.v1.PoolService</c> that are about reservations.</summary>
internal sealed class ReservationCalls(AllocationClient allocation, DirectoryBarrier barrier, PresentReader reader, TimeProvider time)
{
    private const int StandardPageSize = 100;
    private const int MaxPageSize = 1000;

    public async Task<V1.CreateReservationResponse> CreateAsync(V1.CreateReservationRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var command = ReservationReader.Read(request, problems);
        problems.ThrowIfAny();
        return await allocation.AskAsync(command!, CallPatience.Of(context, time), context.CancellationToken) switch
        {
            ReservationIsThere there => new V1.CreateReservationResponse { Reservation = await ShowAsync(command!.Pool, there.Reservation, context) },
            PoolRefusal refusal => throw refusal.ToError(command!.Pool).ToRpcException(),
            var other => throw new InvalidOperationException($"a reservation was answered with {other.GetType().Name}"),
        };
    }

    public async Task<V1.ListReservationsResponse> ListAsync(V1.ListReservationsRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = request.Pool.Length == 0 ? (PoolName?)null : Fields.RequiredPool(request.Pool, "pool", problems);
        var pageSize = Fields.PageSize(request.PageSize, StandardPageSize, MaxPageSize, problems);
        var after = ReservationPageToken.Decode(request.PageToken, name, problems);
        problems.ThrowIfAny();
        var patience = ReadPatience.Of(context, time);
        var state = (name is { } known ? await reader.ReadPoolAsync(known, patience) : await reader.ReadLeasesAsync(pool: null, patience)).State;
        if (name is { } wanted && !state.Pools.ContainsKey(wanted))
        {
            throw ServiceErrors.PoolNotFound(wanted).ToRpcException();
        }

        return ReservationListing.Page(state, name, after, pageSize);
    }

    public async Task<V1.UpdateReservationResponse> UpdateAsync(V1.UpdateReservationRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var read = ReservationReader.Read(request, problems);
        problems.ThrowIfAny();
        var (command, name) = read!.Value;
        command = command with { Number = command.Number > 0 ? command.Number : await FindAsync(command.Pool, name, context) };
        return await allocation.AskAsync(command, CallPatience.Of(context, time), context.CancellationToken) switch
        {
            ReservationIsThere there => new V1.UpdateReservationResponse { Reservation = await ShowAsync(command.Pool, there.Reservation, context) },
            ReservationNotFound => throw ServiceErrors.ReservationNotFound(command.Pool, name).ToRpcException(),
            PoolRefusal refusal => throw refusal.ToError(command.Pool).ToRpcException(),
            var other => throw new InvalidOperationException($"the change of a reservation was answered with {other.GetType().Name}"),
        };
    }

    public async Task<V1.DeleteReservationResponse> DeleteAsync(V1.DeleteReservationRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var pool = Fields.RequiredPool(request.Pool, "pool", problems);
        var name = ReservationReader.Name(request.Name, "name", problems);
        ReservationReader.CheckNumber(request.Number, "number", problems);
        problems.ThrowIfAny();
        var number = request.Number > 0 ? request.Number : await FindAsync(pool, name, context);
        return await allocation.AskAsync(new DeleteReservation(pool, number), CallPatience.Of(context, time), context.CancellationToken) switch
        {
            ReservationIsGone => new V1.DeleteReservationResponse(),
            ReservationNotFound => throw ServiceErrors.ReservationNotFound(pool, name).ToRpcException(),
            PoolRefusal refusal => throw refusal.ToError(pool).ToRpcException(),
            var other => throw new InvalidOperationException($"the end of a reservation was answered with {other.GetType().Name}"),
        };
    }

    private async Task<long> FindAsync(PoolName pool, ReservationName name, ServerCallContext context)
    {
        var state = (await reader.ReadPoolAsync(pool, ReadPatience.Of(context, time))).State;
        return state.Pools.TryGetValue(pool, out var known)
            ? known.Reservations.Find(name)?.Reservation.Number ?? throw ServiceErrors.ReservationNotFound(pool, name).ToRpcException()
            : throw ServiceErrors.PoolNotFound(pool).ToRpcException();
    }

    /// <summary>With its state and holders as soon as the directory has it. It is made or changed, whether that is in time or not.</summary>
    private async Task<V1.Reservation> ShowAsync(PoolName pool, Reservation made, ServerCallContext context)
    {
        try
        {
            var state = (await barrier.WaitAsync(context.CancellationToken)).State;
            return state.Pools.TryGetValue(pool, out var known) && known.Reservations.Find(made.Name) is { } shown && shown.Reservation == made
                ? ReservationMessages.From(known, shown, HoldersInTheWay.Of(known, [shown]))
                : ReservationMessages.From(pool, made);
        }
        catch (RpcException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return ReservationMessages.From(pool, made);
        }
    }
}
