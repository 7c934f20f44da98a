using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Reservations;

/// <summary>Pages of a listing of reservations, by pool and name. A page shows what is there when it is asked for.</summary>
internal static class ReservationListing
{
    public static V1.ListReservationsResponse Page(DirectoryState state, PoolName? pool, ReservationPageToken? after, int pageSize)
    {
        var pools = pool is { } name ? [state.Pools[name]] : state.Pools.Values;
        var found = pools
            .Where(known => after is null || known.Spec.Name.CompareTo(after.Pool) >= 0)
            .SelectMany(known => known.Reservations.All, (known, reserved) => (Pool: known, Reserved: reserved))
            .Where(pair => after is null || after.IsBefore(pair.Pool.Spec.Name, pair.Reserved.Reservation.Name))
            .Take(pageSize + 1)
            .ToList();
        var page = found.Take(pageSize).ToList();
        return new V1.ListReservationsResponse
        {
            Reservations = { page.GroupBy(pair => pair.Pool, pair => pair.Reserved).SelectMany(group => Show(group.Key, [.. group])) },
            NextPageToken = found.Count > pageSize ? new ReservationPageToken(page[^1].Pool.Spec.Name, page[^1].Reserved.Reservation.Name).Encode(pool) : string.Empty,
            Revision = state.Revision,
        };
    }

    private static IEnumerable<V1.Reservation> Show(DirectoryPool pool, IReadOnlyList<DirectoryReservation> reservations)
    {
        var holders = HoldersInTheWay.Of(pool, reservations);
        return reservations.Select(reserved => ReservationMessages.From(pool, reserved, holders));
    }
}
