using ActorNet.Cli.Commands.Export;
using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Cli.Failures;
using ActorNet.Client.Calls;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Restore;

/// <summary>
/// One restore. The epochs come first, then the pools, cordoned, then their reservations; nodes are served when all of that is in force. Each step can be done twice.
/// </summary>
/// <param name="session">What it works with.</param>
/// <param name="source">The export.</param>
/// <param name="epochMargin">By how much the new epochs are above the highest exported one: more grants than there were after the export.</param>
/// <param name="opensRest">Whether what no exported lease had is given out.</param>
internal sealed class RestoreRun(Session session, RestoreSource source, long epochMargin, bool opensRest)
{
    private const string EpochCidr = "192.0.2.0/24"; // TEST-NET-1, RFC 5737: no node uses it.

    private static readonly ByteString Instance = ByteString.CopyFromUtf8("actornet restore"); // 16 bytes

    /// <summary>Shows and does it.</summary>
    public async Task<ExitCode> RunAsync(Confirmation confirmation, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(cancellationToken);
        var epoch = source.HighestEpoch + epochMargin;
        var report = new RestoreReport(source, plan, epoch, opensRest, isDone: false);
        if (confirmation.IsNeeded)
            session.Output.Write(report);
        await confirmation.AskAsync(report.Sentences(), "Restore it?", "nothing was restored", cancellationToken);

        // Whoever was asked may have taken a while.
        plan = await PlanAsync(cancellationToken);
        if (plan.RaisesEpochs)
            await RaiseEpochsAsync(plan, epoch, cancellationToken);
        foreach (var pool in plan.Pools)
            await RestoreAsync(pool, plan.Present.GetValueOrDefault(pool.Pool.Name), cancellationToken);

        session.Output.Write(new RestoreReport(source, plan, epoch, opensRest, isDone: true));
        return ExitCode.Ok;
    }

    private async Task<RestorePlan> PlanAsync(CancellationToken cancellationToken)
    {
        var present = new List<PoolExport>();
        foreach (var pool in await session.ListPoolsAsync(cancellationToken))
        {
            var listing = new ListLeasesRequest { Pool = pool.Name, States = { LeaseListing.AllStates } };
            var (leases, revision) = await session.ListLeasesAsync(listing, cancellationToken);
            var (reservations, _) = await session.ReadReservationsAsync(pool.Name, cancellationToken);
            present.Add(new PoolExport(pool, leases, revision, reservations));
        }

        var plan = RestorePlan.Make(source, present);
        return plan.Problems.Count == 0 ? plan : throw new CommandException(new CommandFailure(
            ExitCode.Refused, "NOT_EMPTY", "nothing was restored: a restore is for a service that has no leases, no reservations and no pools but an unused default")
        {
            Violations = [.. plan.Problems.Select(problem => new FieldViolation("", problem))],
        });
    }

    /// <summary>
    /// A pool that is gone leaves the highest epoch that its leases had behind, and every pool that is made later begins above it: so a lease is granted above all epochs of the old
    /// service, given back, and its pool deleted.
    /// </summary>
    private async Task RaiseEpochsAsync(RestorePlan plan, long epoch, CancellationToken cancellationToken)
    {
        if (plan.HasStandard)
            await DeleteAsync("default", cancellationToken);

        var pool = new Pool { Name = RestorePlan.EpochPool, Cidrs = { EpochCidr }, Ipv4PrefixLength = 30, ShardCount = 1, TimeToLive = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)), Quarantine = new Duration() };
        await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).CreatePoolAsync(new CreatePoolRequest { Pool = pool }, options), cancellationToken);
        var acquire = new AcquireLeaseRequest { Pool = pool.Name, NodeId = RestorePlan.EpochPool, Instance = Instance, BurntEpoch = epoch };
        var lease = (await session.CallAsync((invoker, options) => new LeaseService.LeaseServiceClient(invoker).AcquireLeaseAsync(acquire, options), cancellationToken)).Lease;
        if (lease.Epoch <= epoch)
            throw new CommandException(new CommandFailure(ExitCode.Unavailable, "EPOCHS", $"the service granted epoch {lease.Epoch}, and not one above {epoch}; nothing was restored"));

        var release = new ReleaseLeaseRequest { Pool = pool.Name, NodeId = lease.NodeId, Epoch = lease.Epoch, Instance = Instance, Reason = "a restore has raised the epochs" };
        await session.CallAsync((invoker, options) => new LeaseService.LeaseServiceClient(invoker).ReleaseLeaseAsync(release, options), cancellationToken);
        await DeleteAsync(pool.Name, cancellationToken);
    }

    private async Task RestoreAsync(PoolRestore wanted, PoolExport? present, CancellationToken cancellationToken)
    {
        if (present is null)
            await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).CreatePoolAsync(new CreatePoolRequest { Pool = wanted.Pool }, options), cancellationToken);

        // A pool that is not cordoned any more is restored; all that can be left to do is to open the rest.
        var isOpen = present is { Pool.Cordoned: false };
        if (!isOpen)
        {
            foreach (var step in wanted.Steps)
            {
                var request = new CreateReservationRequest { Reservation = step.Reservation };
                await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).CreateReservationAsync(request, options), cancellationToken);
            }

            await WaitUntilInForceAsync(wanted.Pool.Name, cancellationToken);
        }

        if (opensRest)
            await OpenRestAsync(wanted.Pool.Name, cancellationToken);
        if (!isOpen && !wanted.StaysCordoned)
            await UncordonAsync(wanted.Pool.Name, cancellationToken);
    }

    private async Task WaitUntilInForceAsync(string pool, CancellationToken cancellationToken)
    {
        for (var begin = session.Time.GetTimestamp(); ;)
        {
            var (reservations, _) = await session.ReadReservationsAsync(pool, cancellationToken);
            if (reservations.All(reservation => reservation.State == ReservationState.Active))
                return;
            if (session.Time.GetElapsedTime(begin) > session.Timeout)
                throw new CommandException(new CommandFailure(ExitCode.Unavailable, "PENDING", $"the reservations of pool {pool} are not all in force yet; run the command again"));

            await Task.Delay(TimeSpan.FromMilliseconds(200), session.Time, cancellationToken);
        }
    }

    private async Task OpenRestAsync(string pool, CancellationToken cancellationToken)
    {
        var (reservations, _) = await session.ReadReservationsAsync(pool, cancellationToken);
        foreach (var rest in reservations.Where(PoolRestore.IsRest))
        {
            var request = new DeleteReservationRequest { Pool = pool, Name = rest.Name, Number = rest.Number };
            await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).DeleteReservationAsync(request, options), cancellationToken);
        }
    }

    private async Task UncordonAsync(string pool, CancellationToken cancellationToken)
    {
        var change = new PlanPoolChangeRequest { Pool = new Pool { Name = pool, Cordoned = false }, UpdateMask = new FieldMask { Paths = { "cordoned" } } };
        var plan = await session.PlanAsync(change, cancellationToken);
        if (plan.Id.Length > 0)
            await session.ApplyAsync(plan.Id, cancellationToken);
    }

    private async Task DeleteAsync(string pool, CancellationToken cancellationToken)
    {
        try
        {
            await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).DeletePoolAsync(new DeletePoolRequest { Name = pool }, options), cancellationToken);
        }
        catch (CoordinatorCallException exception) when (exception.Failures.Any(failure => failure.Error.Reason == ErrorReason.PoolNotFound))
        {
            // It was deleted already.
        }
    }
}
