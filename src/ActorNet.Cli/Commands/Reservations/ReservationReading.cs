using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Reservations;

/// <summary>Reads reservations.</summary>
internal static class ReservationReading
{
    private const int PageSize = 1000;

    /// <summary>All of a pool, or of all pools where none is named, and the revision of the first page.</summary>
    public static async Task<(IReadOnlyList<Reservation> Reservations, long Revision)> ReadReservationsAsync(
        this Session session, string pool, CancellationToken cancellationToken)
    {
        var pages = await Paging.ReadAllAsync<ListReservationsResponse, Reservation>(
            async token =>
            {
                var request = new ListReservationsRequest { Pool = pool, PageSize = PageSize, PageToken = token };
                return await session.ReadPageAsync(
                    (invoker, options) => new PoolService.PoolServiceClient(invoker).ListReservationsAsync(request, options),
                    cancellationToken);
            },
            page => page.Reservations,
            page => page.NextPageToken);
        return (pages.Items, pages.First.Revision);
    }

    /// <summary>The one of that name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<Reservation> ReadReservationAsync(this Session session, string pool, string name, CancellationToken cancellationToken)
    {
        var (all, _) = await session.ReadReservationsAsync(pool, cancellationToken);
        return all.FirstOrDefault(known => known.Name == name)
            ?? throw new CommandException(new CommandFailure(ExitCode.NotFound, ErrorReason.NotFound.ToWireName(), $"there is no reservation '{name}' in pool '{pool}'")
            {
                Advice = "'actornet reservation list' shows what is reserved.",
            });
    }
}
