using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Reservations;

/// <summary>How a pinned subnet comes to the shard of its node.</summary>
internal static class PinGrants
{
    /// <summary>
    /// Hands the shard what it lacks of a pin of one of its nodes, where all of that is set aside. The shard must have said that it has taken the
    /// orders that name the pin, and the grant before: else it would take the subnet for its own free space.
    /// </summary>
    public static BlocksGranted? Decide(PoolAccount pool, ShardKey shard, ShardSide side, Moment now)
    {
        var (number, orders) = (pool.LastGrantTo(shard)?.Number ?? 0, pool.OrdersTo(shard.Index));
        if (side.ReceivedGrant != number || side.WithheldVersion != orders?.Version || FindComplete(pool, shard.Index) is not { } pin)
        {
            return null;
        }

        var blocks = pool.Reservations.SetAside.Of(pin.Cidr).Within(pin.Cidr);
        return new BlocksGranted(now.WallClock, shard, new BlockGrant(number + 1, [.. blocks], pool.EpochFloor) { Reservation = pin.Number });
    }

    /// <summary>A pin of the shard's nodes of which a part is set aside, and all that the shard lacks is; null where there is none.</summary>
    public static Reservation? FindComplete(PoolAccount pool, int shard) =>
        pool.ReservationsFor(shard).FirstOrDefault(reservation => pool.IsPinOf(shard, reservation) && IsComplete(pool, shard, reservation.Cidr));

    private static bool IsComplete(PoolAccount pool, int shard, Prefix range)
    {
        var setAside = pool.Reservations.SetAside.CountIn(range);
        return setAside > UInt128.Zero && setAside + pool.Shards[shard].Blocks.CountIn(range) == range.AddressCount;
    }
}
