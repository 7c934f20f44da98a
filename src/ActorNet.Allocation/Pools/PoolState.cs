using System.Diagnostics.CodeAnalysis;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Pools;

/// <summary>All that the coordinator knows. It changes by events alone; the rules read it and decide.</summary>
internal sealed class PoolState
{
    private readonly SortedDictionary<PoolName, PoolAccount> pools = [];

    /// <summary>The last generations of those names whose last pool is gone.</summary>
    private readonly SortedDictionary<PoolName, long> deleted = [];

    public IReadOnlyCollection<PoolAccount> Pools => pools.Values;

    /// <summary>
    /// No lease in any pool that is gone, or in space that a pool has lost, had a higher epoch. Whoever gets it goes on from here, because an epoch only grows for any address.
    /// </summary>
    public Epoch DeletedFloor { get; private set; }

    /// <summary>The generation of the last pool of a name, whether it is there or gone; 0 where there never was one.</summary>
    public long LastGeneration(PoolName name) =>
        pools.TryGetValue(name, out var pool) ? pool.Spec.Generation : deleted.GetValueOrDefault(name);

    public bool TryGet(PoolName name, [NotNullWhen(true)] out PoolAccount? pool) => pools.TryGetValue(name, out pool);

    public void Apply(PoolEvent change)
    {
        switch (change)
        {
            case CoordinatorActivated:
                break;
            case PoolCreated created:
                Invariant.Require(!pools.ContainsKey(created.Spec.Name), $"pool {created.Spec.Name} is created twice");
                Invariant.Require(
                    created.Spec.Generation > deleted.GetValueOrDefault(created.Spec.Name),
                    $"generation {created.Spec.Generation} of pool {created.Spec.Name} comes after {deleted.GetValueOrDefault(created.Spec.Name)}");
                var account = new PoolAccount(created.Spec, created.At, DeletedFloor);
                account.Space.Add(created.Spec.Cidrs);
                pools.Add(created.Spec.Name, account);
                deleted.Remove(created.Spec.Name);
                break;
            case PoolChanged changed:
                Change(Of(changed.Spec.Name, changed.Spec.Generation), changed.Spec);
                break;
            case PoolDeleted gone:
                Delete(gone);
                break;
            case BlocksGranted granted:
                Of(granted.Shard).Grant(granted);
                break;
            case BlocksReturned returned:
                Of(returned.Shard).Return(returned);
                break;
            case ReservationCreated reserved:
                Of(reserved.Pool, reserved.Generation).Reserve(reserved.Reservation);
                break;
            case ReservationUpdated updated:
                Of(updated.Pool, updated.Generation).UpdateReservation(updated);
                break;
            case ReservationDeleted deleted:
                Of(deleted.Pool, deleted.Generation).EndReservation(deleted.Number);
                break;
            default:
                throw new InvariantException($"the coordinator does not know the event {change.GetType().Name}");
        }
    }

    public PoolSnapshot ToSnapshot() => new([.. pools.Values.Select(pool => pool.ToSnapshot())])
    {
        DeletedFloor = DeletedFloor,
        Deleted = [.. deleted.Select(pair => new DeletedPoolSnapshot(pair.Key, pair.Value))],
    };

    /// <summary>Takes the place of all events up to the snapshot; only for a state that nothing was applied to.</summary>
    public void Restore(PoolSnapshot snapshot)
    {
        DeletedFloor = snapshot.DeletedFloor;
        foreach (var (name, generation) in snapshot.Deleted)
        {
            deleted.Add(name, generation);
        }

        foreach (var pool in snapshot.Pools)
        {
            var account = new PoolAccount(pool.Spec, pool.CreatedAt, DeletedFloor);
            account.Restore(pool);
            pools.Add(pool.Spec.Name, account);
        }
    }

    /// <summary>Another pool may get what this one loses.</summary>
    private void Change(PoolAccount account, PoolSpec spec)
    {
        if (SpaceDifference.Of(account.Spec.Cidrs, [.. spec.Cidrs]).Any())
        {
            DeletedFloor = Epoch.Max(DeletedFloor, account.EpochFloor);
        }

        account.Change(spec, DeletedFloor);
    }

    private void Delete(PoolDeleted gone)
    {
        var account = Of(gone.Name, gone.Generation);
        Invariant.Require(account.Spec.IsClosing, $"pool {gone.Name} is deleted and was not closed");
        pools.Remove(gone.Name);
        deleted[gone.Name] = gone.Generation;
        DeletedFloor = Epoch.Max(DeletedFloor, Epoch.Max(account.EpochFloor, gone.EpochFloor));
    }

    private PoolAccount Of(ShardKey shard) => Of(shard.Pool, shard.Generation);

    private PoolAccount Of(PoolName name, long generation)
    {
        Invariant.Require(
            pools.TryGetValue(name, out var pool) && pool.Spec.Generation == generation,
            $"an event of generation {generation} of pool {name}, which is not there");
        return pool;
    }
}
