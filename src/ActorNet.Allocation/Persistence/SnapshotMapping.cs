using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
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
        Leases = { snapshot.Leases.Select(ToWire) },
    };

    public static ShardSnapshot FromWire(Wire.ShardSnapshot wire) => new(
        wire.Pool.Required().FromWire(),
        new Epoch(wire.HighestEpoch),
        wire.LastGrant,
        wire.LastReturn?.ToReturn(),
        wire.Blocks.FromWire(),
        [.. wire.Leases.Select(FromWire)]);

    public static Wire.PoolSnapshot ToWire(PoolSnapshot snapshot) => new() { Pools = { snapshot.Pools.Select(ToWire) } };

    public static PoolSnapshot FromWire(Wire.PoolSnapshot wire) => new([.. wire.Pools.Select(FromWire)]);

    private static Wire.Lease ToWire(Lease lease) => new()
    {
        NodeId = lease.Node.Value,
        Subnets = { lease.Subnets.ToWire() },
        Epoch = lease.Epoch.Value,
        State = lease.State switch
        {
            LeaseState.Active => Wire.LeaseState.Active,
            LeaseState.Revoked => Wire.LeaseState.Revoked,
            LeaseState.Quarantined => Wire.LeaseState.Quarantined,
            _ => throw new ArgumentException($"a lease in state {lease.State} has no place in a snapshot", nameof(lease)),
        },
        Instance = lease.Instance.ToWire(),
        Token = lease.Token.ToWire(),
        Attributes = lease.Attributes.Encoded,
        GrantedAt = Timestamp.FromDateTimeOffset(lease.GrantedAt),
        ChangedAt = Timestamp.FromDateTimeOffset(lease.ChangedAt),
    };

    private static Lease FromWire(Wire.Lease lease) => new(
        new NodeId(lease.NodeId),
        lease.Subnets.FromWire(),
        new Epoch(lease.Epoch),
        lease.State switch
        {
            Wire.LeaseState.Active => LeaseState.Active,
            Wire.LeaseState.Revoked => LeaseState.Revoked,
            Wire.LeaseState.Quarantined => LeaseState.Quarantined,
            _ => throw new ArgumentException($"a lease is in the unknown state {lease.State}", nameof(lease)),
        },
        lease.Instance.ToSecret(),
        lease.Token.ToSecret(),
        new NodeAttributes(lease.Attributes),
        lease.GrantedAt.ToTime(),
        lease.ChangedAt.ToTime());

    private static Wire.PoolAccount ToWire(PoolAccountSnapshot pool) => new()
    {
        Pool = pool.Spec.ToWire(),
        CreatedAt = Timestamp.FromDateTimeOffset(pool.CreatedAt),
        EpochFloor = pool.EpochFloor.Value,
        Free = { pool.Free.ToWire() },
        Shards = { pool.Shards.Select(ToWire) },
    };

    private static PoolAccountSnapshot FromWire(Wire.PoolAccount pool) => new(
        pool.Pool.Required().FromWire(),
        pool.CreatedAt.ToTime(),
        new Epoch(pool.EpochFloor),
        pool.Free.FromWire(),
        [.. pool.Shards.Select(FromWire)]);

    private static Wire.ShardAccount ToWire(ShardAccountSnapshot shard) => new()
    {
        Index = shard.Index,
        Blocks = { shard.Blocks.ToWire() },
        LastGrant = shard.LastGrant?.ToWire(),
        LastReturn = shard.LastReturn,
    };

    private static ShardAccountSnapshot FromWire(Wire.ShardAccount shard) =>
        new(shard.Index, shard.Blocks.FromWire(), shard.LastGrant?.ToGrant(), shard.LastReturn);
}
