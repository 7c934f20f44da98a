using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Allocation.Pools;

/// <summary>One pool's space: what is free, and which shard has the rest.</summary>
internal sealed class PoolAccount
{
    private readonly SortedDictionary<int, ShardAccount> shards = [];
    private readonly SortedSet<int> shardsWithOrders = [];

    public PoolAccount(PoolSpec spec, DateTimeOffset createdAt, Epoch epochFloor)
    {
        Spec = spec;
        CreatedAt = createdAt;
        EpochFloor = epochFloor;
    }

    public PoolSpec Spec { get; private set; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>What no shard has, and is not reserved.</summary>
    public AddressSpace Space { get; } = new();

    /// <summary>What is reserved, and what of it is set aside.</summary>
    public ReservationBook Reservations { get; } = new();

    /// <summary>What shards have of the headroom, or is on its way to them.</summary>
    public AddressSpace KeptByShards { get; } = new();

    /// <summary>The shards that were ever to know something of reservations.</summary>
    public IReadOnlyCollection<int> ShardsWithOrders => shardsWithOrders;

    /// <summary>No lease in the free space had a higher epoch.</summary>
    public Epoch EpochFloor { get; private set; }

    /// <summary>The shards that were ever granted anything, by number.</summary>
    public IReadOnlyDictionary<int, ShardAccount> Shards => shards;

    /// <summary>The same shards, by name.</summary>
    public IEnumerable<ShardKey> Owners => shards.Keys.Select(index => new ShardKey(Spec.Name, Spec.Generation, index));

    public bool IsFree(Prefix prefix) => Space.Of(prefix).IsFree(prefix);

    /// <summary>Whether no shard has any of it, whether it is reserved or not.</summary>
    public bool HasAllOf(Prefix prefix) => Space.CountIn(prefix) + Reservations.SetAside.CountIn(prefix) == prefix.AddressCount;

    /// <summary>The last grant to a shard, which may not have received it yet.</summary>
    public BlockGrant? LastGrantTo(ShardKey shard) => shards.GetValueOrDefault(shard.Index)?.LastGrant;

    /// <summary>The number of the last return from a shard that arrived.</summary>
    public long LastReturnFrom(ShardKey shard) => shards.GetValueOrDefault(shard.Index)?.LastReturn ?? 0;

    /// <summary>What a shard has to know of reservations; null: nothing, ever.</summary>
    public ShardOrders? OrdersTo(int shard) => shardsWithOrders.Contains(shard) ? shards[shard].Orders : null;

    /// <summary>The reservations that a shard has to know.</summary>
    public IEnumerable<Reservation> ReservationsFor(int shard) => (OrdersTo(shard)?.Reservations ?? []).Select(number =>
    {
        Invariant.Require(Reservations.TryGet(number, out var reservation), $"shard {shard} is told of reservation {number}, which is not there");
        return reservation;
    });

    /// <summary>Whether a reservation pins a subnet to a node of the shard.</summary>
    public bool IsPinOf(int shard, Reservation reservation) => reservation.Node is { } node && Spec.ShardOf(node).Index == shard;

    /// <summary>The prefix length of the blocks that are handed out.</summary>
    public int BlockLength(AddressFamily family) => BlockSizing.BlockLength(Spec.Family(family)!, Spec.ShardCount);

    /// <summary>Takes other settings, and the space that they add; what they do not have any more must be here.</summary>
    /// <param name="spec">The settings.</param>
    /// <param name="deletedFloor">No lease in a pool that is gone, whose space this may have been, had a higher epoch.</param>
    public void Change(PoolSpec spec, Epoch deletedFloor)
    {
        Invariant.Require(spec.Version == Spec.Version + 1, $"version {spec.Version} of pool {spec.Name} after {Spec.Version}");
        Invariant.Require(spec.ShardCount == Spec.ShardCount, $"pool {spec.Name} gets {spec.ShardCount} shards, and its nodes are spread over {Spec.ShardCount}");
        Space.Take(SpaceDifference.Of(Spec.Cidrs, [.. spec.Cidrs]));
        Space.Add(SpaceDifference.Of(spec.Cidrs, [.. Spec.Cidrs]));
        EpochFloor = Epoch.Max(EpochFloor, deletedFloor);
        Spec = spec;
        if (spec.Headroom.IsNone)
        {
            KeptByShards.Take(KeptByShards.Free.ToList());
        }
    }

    public void Grant(BlocksGranted granted)
    {
        // Taking fails for anything that is not free: no block has two owners (S3).
        (granted.Grant.Reservation == 0 ? Space : Reservations.SetAside).Take(granted.Grant.Blocks);
        Shard(granted.Shard.Index).Grant(granted.Grant);
        if (granted.Grant.IsKept)
        {
            KeptByShards.Add(granted.Grant.Blocks);
        }
    }

    public void Return(BlocksReturned returned)
    {
        // Taking fails for anything that is not the shard's to return.
        Shard(returned.Shard.Index).Return(returned.Return);
        Space.Add(returned.Return.Blocks);
        foreach (var block in returned.Return.Blocks)
        {
            KeptByShards.Take(KeptByShards.Of(block).Within(block));
            Reservations.OnFreed(block, Space);
        }

        EpochFloor = Epoch.Max(EpochFloor, returned.Return.EpochFloor);
    }

    public void Reserve(Reservation reservation)
    {
        Reservations.Create(reservation, Space);
        foreach (var (index, shard) in shards)
        {
            if (shard.Blocks.Of(reservation.Cidr).Overlaps(reservation.Cidr))
            {
                Order(index, reservation);
            }
        }

        // The node's shard has to know before it can be given any of it.
        if (reservation.Node is { } node && OrdersTo(Spec.ShardOf(node).Index)?.Reservations.Contains(reservation.Number) is not true)
        {
            Order(Spec.ShardOf(node).Index, reservation);
        }
    }

    public void UpdateReservation(ReservationUpdated updated)
    {
        Invariant.Require(Reservations.TryGet(updated.Number, out var before), $"reservation {updated.Number} changes, and is not there");
        Reservations.Update(updated.Number, updated.Drains, updated.Reason);
        if (before.Drains == updated.Drains)
        {
            return; // Of reasons shards know nothing.
        }

        foreach (var index in shardsWithOrders)
        {
            shards[index].Orders.Change(updated.Number);
        }
    }

    public void EndReservation(long number)
    {
        Reservations.Delete(number, Space);
        foreach (var index in shardsWithOrders)
        {
            shards[index].Orders.Remove(number);
        }
    }

    public void Restore(PoolAccountSnapshot snapshot)
    {
        EpochFloor = snapshot.EpochFloor;
        Space.Add(snapshot.Free);
        KeptByShards.Add(snapshot.KeptByShards);
        Reservations.Restore(snapshot.Reservations, snapshot.LastReservation, snapshot.SetAside);
        foreach (var shard in snapshot.Shards)
        {
            Shard(shard.Index).Restore(shard.Blocks, shard.LastGrant, shard.LastReturn);
            if (shard.OrdersVersion > 0)
            {
                shards[shard.Index].Orders.Restore(shard.OrdersVersion, shard.Orders);
                shardsWithOrders.Add(shard.Index);
            }
        }
    }

    public PoolAccountSnapshot ToSnapshot() => new(
        Spec,
        CreatedAt,
        EpochFloor,
        [.. Space.Free],
        [.. shards.Select(pair => ToSnapshot(pair.Key, pair.Value))])
    {
        Reservations = [.. Reservations.All],
        LastReservation = Reservations.LastNumber,
        SetAside = [.. Reservations.SetAside.Free],
        KeptByShards = [.. KeptByShards.Free],
    };

    private static ShardAccountSnapshot ToSnapshot(int index, ShardAccount shard) =>
        new(index, [.. shard.Blocks.Free], shard.LastGrant, shard.LastReturn) { OrdersVersion = shard.Orders.Version, Orders = [.. shard.Orders.Reservations] };

    private void Order(int index, Reservation reservation)
    {
        Shard(index).Orders.Add(reservation.Number);
        shardsWithOrders.Add(index);
    }

    private ShardAccount Shard(int index)
    {
        if (!shards.TryGetValue(index, out var account))
        {
            Invariant.Require(index >= 0 && index < Spec.ShardCount, $"shard {index} of pool {Spec.Name}, which has {Spec.ShardCount}");
            shards.Add(index, account = new ShardAccount());
        }

        return account;
    }
}
