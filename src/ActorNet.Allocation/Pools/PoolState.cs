using System.Diagnostics.CodeAnalysis;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Pools;

/// <summary>All that the coordinator knows. It changes by events alone; the rules read it and decide.</summary>
internal sealed class PoolState
{
    private readonly SortedDictionary<PoolName, PoolAccount> pools = [];

    public IReadOnlyCollection<PoolAccount> Pools => pools.Values;

    public bool TryGet(PoolName name, [NotNullWhen(true)] out PoolAccount? pool) => pools.TryGetValue(name, out pool);

    public void Apply(PoolEvent change)
    {
        switch (change)
        {
            case CoordinatorActivated:
                break;
            case PoolCreated created:
                Invariant.Require(!pools.ContainsKey(created.Spec.Name), $"pool {created.Spec.Name} is created twice");
                var account = new PoolAccount(created.Spec, created.At);
                account.Space.Add(created.Spec.Cidrs);
                pools.Add(created.Spec.Name, account);
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
            case ReservationDeleted deleted:
                Of(deleted.Pool, deleted.Generation).EndReservation(deleted.Number);
                break;
            default:
                throw new InvariantException($"the coordinator does not know the event {change.GetType().Name}");
        }
    }

    public PoolSnapshot ToSnapshot() => new([.. pools.Values.Select(pool => pool.ToSnapshot())]);

    /// <summary>Takes the place of all events up to the snapshot; only for a state that nothing was applied to.</summary>
    public void Restore(PoolSnapshot snapshot)
    {
        foreach (var pool in snapshot.Pools)
        {
            var account = new PoolAccount(pool.Spec, pool.CreatedAt);
            account.Restore(pool);
            pools.Add(pool.Spec.Name, account);
        }
    }

    private PoolAccount Of(ShardKey shard)
    {
        Invariant.Require(
            pools.TryGetValue(shard.Pool, out var pool) && pool.Spec.Generation == shard.Generation,
            $"an event for shard {shard}, whose pool is not there");
        return pool;
    }

    private PoolAccount Of(PoolName name, long generation)
    {
        Invariant.Require(
            pools.TryGetValue(name, out var pool) && pool.Spec.Generation == generation,
            $"an event for a reservation of pool {name}.{generation}, which is not there");
        return pool;
    }
}
