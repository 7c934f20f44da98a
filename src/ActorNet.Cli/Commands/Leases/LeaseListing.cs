using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>Reads a whole listing of leases.</summary>
internal static class LeaseListing
{
    /// <summary>Every state that a lease can be in.</summary>
    public static IReadOnlyList<LeaseState> AllStates { get; } = [LeaseState.Active, LeaseState.Suspect, LeaseState.Revoked, LeaseState.Quarantined];

    /// <summary>All pages, at one revision.</summary>
    public static async Task<(IReadOnlyList<Lease> Leases, long Revision)> ListLeasesAsync(
        this Session session, ListLeasesRequest listing, CancellationToken cancellationToken)
    {
        var leases = await Paging.ReadAllAsync<ListLeasesResponse, Lease>(
            async token =>
            {
                var request = listing.Clone();
                request.PageToken = token;
                return await session.ReadPageAsync(
                    (invoker, options) => new LeaseService.LeaseServiceClient(invoker).ListLeasesAsync(request, options),
                    cancellationToken);
            },
            page => page.Leases,
            page => page.NextPageToken);
        return (leases.Items, leases.First.Revision);
    }
}
