using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Views;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// Decision 12: directories count what is reserved exactly, and show a reservation as in force when it is; in the end all that nobody holds of one is where it belongs,
/// and no shard withholds anything for one that has ended.
/// </summary>
internal sealed class ReservationsInForce(Ledger ledger) : Invariant("R", ledger)
{
    public override void OnDirectory(Replica replica, DirectoryState before, DirectoryState state)
    {
        if (replica.IsMisled || state.Revision != Ledger.Revision)
        {
            return;
        }

        foreach (var (name, pool) in state.Pools)
        {
            var map = Ledger.MapOf(name)!;
            foreach (var family in pool.Spec.Families)
            {
                var finer = FamilyTally.UnitLength(family.Family) - map.UnitLength(family.Family);
                var reserved = (UInt128)map.Count(family.Family, cell => cell is { IsReserved: true, Lease: null }) << finer;
                Require(
                    pool.Reservations.Reserved(family.Family) == reserved,
                    () => $"{replica.Name} shows {pool.Reservations.Reserved(family.Family)} of {name} as reserved, and {reserved} are",
                    replica.Name);
            }

            var shown = pool.Reservations.All.ToDictionary(known => known.Reservation.Number);
            Require(shown.Count == Ledger.ReservationsOf(name).Count(), () => $"{replica.Name} shows {shown.Count} reservations of {name}", replica.Name);
            foreach (var reservation in Ledger.ReservationsOf(name))
            {
                Require(
                    shown.TryGetValue(reservation.Number, out var known) && known.Reservation == reservation && pool.IsInForce(known) == IsInForce(pool.Spec, map, reservation),
                    () => $"{replica.Name} does not show {reservation} as it is",
                    replica.Name);
            }
        }
    }

    public override void OnEnd(IReadOnlyList<Machine> machines, IReadOnlyList<Replica> replicas, IReadOnlyList<Watcher> watchers, GossipTable gossip)
    {
        foreach (var pool in Ledger.Pools)
        {
            var reservations = Ledger.ReservationsOf(pool.Name).ToList();
            foreach (var reservation in reservations)
            {
                CheckEnd(pool, reservation);
            }

            foreach (var shard in pool.Shards)
            {
                var gone = Ledger.WithheldBy(shard).Ranges.FirstOrDefault(range => !reservations.Exists(reservation => reservation.Number == range.Reservation));
                Require(gone is null, () => $"shard {shard} withholds {gone} in the end, for a reservation that is gone", shard.ToString());
            }
        }
    }

    private void CheckEnd(PoolSpec pool, Reservation reservation)
    {
        var own = reservation.Node is { } node ? pool.ShardOf(node).Index : (int?)null;
        Cell[] cells = Ledger.MapOf(pool.Name)![reservation.Cidr].ToArray();
        var isHeldElsewhere = cells.Any(cell => cell.Lease is { IsHeld: true } && cell.ShardIndex != own);
        foreach (var cell in cells.Where(cell => cell.Lease is not { IsHeld: true }))
        {
            // The rest of a pin stays with the pool until all of it can go.
            var isRight = own is null ? cell.Place == Place.Pool
                : (cell.Place == Place.Shard && cell.ShardIndex == own) || (isHeldElsewhere && cell.Place == Place.Pool);
            Require(isRight, () => $"a part of {reservation} that nobody holds is {cell} in the end");
        }
    }

    private bool IsInForce(PoolSpec pool, AddressMap map, Reservation reservation)
    {
        Cell[] cells = map[reservation.Cidr].ToArray();
        if (reservation.Node is not { } node)
        {
            return cells.All(cell => cell.Place == Place.Pool);
        }

        var shard = pool.ShardOf(node);
        return cells.All(cell => cell.Place == Place.Shard && cell.ShardIndex == shard.Index
                && (cell.Lease is not { IsHeld: true } lease || (lease.Node == node && lease.Subnets.Contains(reservation.Cidr))))
            && Ledger.WithheldBy(shard).Ranges.Any(range => range.Reservation == reservation.Number);
    }
}
