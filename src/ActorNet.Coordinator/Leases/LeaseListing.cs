using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases;

/// <summary>One page of leases out of one state.</summary>
internal static class LeaseListing
{
    public static ListLeasesResponse Page(DirectoryState state, ListingQuery query, ListingToken? after)
    {
        var page = new ListLeasesResponse { Revision = state.Revision, TotalSize = Pools(state, query).Sum(pool => Count(pool, query)) };
        var budget = new PieceBudget(query.PageSize);
        DirectoryLease? last = null;
        foreach (var (lease, pool) in Leases(state, query, after))
        {
            var message = LeaseMessages.From(lease, pool.Spec);
            if (!budget.TryTake(message))
            {
                page.NextPageToken = new ListingToken(state.Revision, last!.Pool, last.Node).Encode(query);
                break;
            }

            page.Leases.Add(message);
            last = lease;
        }

        return page;
    }

    private static IEnumerable<DirectoryPool> Pools(DirectoryState state, ListingQuery query) =>
        query.Pool is not { } name ? state.Pools.Values
        : state.Pools.TryGetValue(name, out var pool) ? [pool]
        : [];

    private static IEnumerable<(DirectoryLease Lease, DirectoryPool Pool)> Leases(DirectoryState state, ListingQuery query, ListingToken? after) =>
        from pool in Pools(state, query)
        let order = after is { } token ? pool.Spec.Name.CompareTo(token.LastPool) : 1
        where order >= 0
        from lease in pool.Leases.After(order == 0 ? after!.Value.LastNode : null)
        where query.States.Contains(lease.State)
        select (lease, pool);

    private static int Count(DirectoryPool pool, ListingQuery query) => query.States.Sum(pool.Tally.Of);
}
