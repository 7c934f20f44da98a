using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Cli.Failures;
using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Import;

/// <summary>One import, or the way back from it.</summary>
/// <param name="session">What it works with.</param>
/// <param name="pool">The pool.</param>
/// <param name="isUndo">Whether it goes back.</param>
/// <param name="isSure">Whether it is to be done, and not only shown.</param>
internal sealed class ImportRun(Session session, string pool, bool isUndo, bool isSure)
{
    private const int PageSize = 1000;

    /// <summary>Shows or does it.</summary>
    /// <returns><see cref="ExitCode.Refused"/> where a subnet was or could not be imported; the others are all the same.</returns>
    /// <exception cref="CommandException">The source has mistakes.</exception>
    public async Task<ExitCode> RunAsync(ImportSource source, CancellationToken cancellationToken)
    {
        if (source.Problems.Count > 0)
            throw new CommandException(CommandFailure.Usage(source.Problems));

        var (reservations, _) = await session.ReadReservationsAsync(pool, cancellationToken);
        var steps = isUndo ? ImportPlan.ToUndo(source.Subnets, reservations) : await PlanAsync(source, reservations, cancellationToken);
        var refusals = isSure ? await DoAsync(steps, cancellationToken) : new Dictionary<string, string>();
        session.Output.Write(new ImportReport(steps, isSure, refusals));
        return refusals.Count > 0 || steps.Any(step => step.Kind == ImportStepKind.Conflict) ? ExitCode.Refused : ExitCode.Ok;
    }

    private async Task<IReadOnlyList<ImportStep>> PlanAsync(ImportSource source, IReadOnlyList<Reservation> reservations, CancellationToken cancellationToken)
    {
        var (leases, _) = await session.ListLeasesAsync(new ListLeasesRequest { Pool = pool, PageSize = PageSize }, cancellationToken);
        return ImportPlan.ToImport(source.Subnets, await session.ReadPoolAsync(pool, cancellationToken), reservations, leases);
    }

    private async Task<IReadOnlyDictionary<string, string>> DoAsync(IReadOnlyList<ImportStep> steps, CancellationToken cancellationToken)
    {
        var refusals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            try
            {
                await DoAsync(step, cancellationToken);
            }
            catch (CoordinatorCallException exception) when (ServiceFailures.From(exception) is { Exit: ExitCode.Refused or ExitCode.Usage } failure)
            {
                refusals[step.ReservationName] = failure.Message;
            }
        }

        return refusals;
    }

    private async Task DoAsync(ImportStep step, CancellationToken cancellationToken)
    {
        if (step.Kind == ImportStepKind.Reserve)
        {
            var request = new CreateReservationRequest
            {
                Reservation = new Reservation
                {
                    Name = step.ReservationName,
                    Pool = pool,
                    Cidr = step.Imported.Subnet.ToString(),
                    NodeId = step.Imported.NodeId ?? "",
                    Reason = $"imported: {step.Imported.Origin} had it",
                },
            };
            await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).CreateReservationAsync(request, options), cancellationToken);
        }
        else if (step.Kind == ImportStepKind.Delete)
        {
            var request = new DeleteReservationRequest { Pool = pool, Name = step.ReservationName, Number = step.ReservationNumber };
            await session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).DeleteReservationAsync(request, options), cancellationToken);
        }
    }
}
