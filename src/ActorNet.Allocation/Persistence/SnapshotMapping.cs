using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Allocation.Persistence;

/// <summary>Snapshots, to and from the wire.</summary>
internal static class SnapshotMapping
{
    public static Wire.ShardSnapshot ToWire(ShardSnapshot snapshot) => new()
    {
        Pool = snapshot.Pool.ToWire(),
        HighestEpoch = snapshot.HighestEpoch.Value,
        LastGrant = snapshot.LastGrant,
        LastReturn = snapshot.LastReturn?.ToWire(),
        Blocks = { snapshot.Blocks.ToWire() },
        Leases = { snapshot.Leases.Select(ValueMapping.ToWire) },
        WithheldVersion = snapshot.WithheldVersion,
        Withheld = { snapshot.Withheld.Select(ReservationMapping.ToWire) },
        LongestTimeToLiveTicks = snapshot.LongestTimeToLive.Ticks,
        Kept = { snapshot.Kept.ToWire() },
    };

    public static ShardSnapshot FromWire(Wire.ShardSnapshot wire) => new(
        wire.Pool.Required().FromWire(),
        new Epoch(wire.HighestEpoch),
        wire.LastGrant,
        wire.LastReturn?.ToReturn(),
        wire.Blocks.FromWire(),
        [.. wire.Leases.Select(ValueMapping.FromWire)])
    {
        WithheldVersion = wire.WithheldVersion,
        Withheld = [.. wire.Withheld.Select(ReservationMapping.FromWire)],
        LongestTimeToLive = new TimeSpan(wire.LongestTimeToLiveTicks),
        Kept = wire.Kept.FromWire(),
    };

    public static Wire.PoolSnapshot ToWire(PoolSnapshot snapshot) => new()
    {
        Pools = { snapshot.Pools.Select(ToWire) },
        Deleted = { snapshot.Deleted.Select(pool => new Wire.DeletedPool { Name = pool.Name.Value, Generation = pool.Generation }) },
        DeletedFloor = snapshot.DeletedFloor.Value,
    };

    public static PoolSnapshot FromWire(Wire.PoolSnapshot wire) => new([.. wire.Pools.Select(FromWire)])
    {
        Deleted = [.. wire.Deleted.Select(pool => new DeletedPoolSnapshot(new PoolName(pool.Name), pool.Generation))],
        DeletedFloor = new Epoch(wire.DeletedFloor),
    };

    private static Wire.PoolAccount ToWire(PoolAccountSnapshot pool) => new()
    {
        Pool = pool.Spec.ToWire(),
        CreatedAt = Timestamp.FromDateTimeOffset(pool.CreatedAt),
        EpochFloor = pool.EpochFloor.Value,
        Free = { pool.Free.ToWire() },
        Shards = { pool.Shards.Select(ToWire) },
        Reservations = { pool.Reservations.Select(ReservationMapping.ToWire) },
        LastReservation = pool.LastReservation,
        SetAside = { pool.SetAside.ToWire() },
        KeptByShards = { pool.KeptByShards.ToWire() },
    };

    private static PoolAccountSnapshot FromWire(Wire.PoolAccount pool) => new(
        pool.Pool.Required().FromWire(),
        pool.CreatedAt.ToTime(),
        new Epoch(pool.EpochFloor),
        pool.Free.FromWire(),
        [.. pool.Shards.Select(FromWire)])
    {
        Reservations = [.. pool.Reservations.Select(ReservationMapping.FromWire)],
        LastReservation = pool.LastReservation,
        SetAside = pool.SetAside.FromWire(),
        KeptByShards = pool.KeptByShards.FromWire(),
    };

    private static Wire.ShardAccount ToWire(ShardAccountSnapshot shard) => new()
    {
        Index = shard.Index,
        Blocks = { shard.Blocks.ToWire() },
        LastGrant = shard.LastGrant?.ToWire(),
        LastReturn = shard.LastReturn,
        OrdersVersion = shard.OrdersVersion,
        Orders = { shard.Orders },
    };

    private static ShardAccountSnapshot FromWire(Wire.ShardAccount shard) =>
        new(shard.Index, shard.Blocks.FromWire(), shard.LastGrant?.ToGrant(), shard.LastReturn) { OrdersVersion = shard.OrdersVersion, Orders = [.. shard.Orders] };
}
