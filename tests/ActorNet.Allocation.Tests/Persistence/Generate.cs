using System.Collections.Immutable;
using System.Net;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;
using CsCheck;
using Google.Protobuf;

namespace ActorNet.Allocation.Tests.Persistence;

/// <summary>Whatever may stand in a journal, and what that is made of.</summary>
internal static class Generate
{
    private static readonly Gen<DateTimeOffset> At = Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    public static Gen<NodeId> Node { get; } = Gen.Int[1, 63].Select(length => new NodeId(new string('z', length)));

    public static Gen<Epoch> Epoch { get; } = Gen.Long[0, long.MaxValue].Select(value => new Epoch(value));

    public static Gen<Secret128> Secret { get; } = Gen.Byte.Array[16].Select(bytes => Secret128.FromBytes(bytes));

    public static Gen<NodeAttributes> Attributes { get; } = Gen.Select(Gen.Byte.Array[0, 50], Gen.Long[0, long.MaxValue])
        .Select((bytes, version) => new NodeAttributes(ByteString.CopyFrom(bytes), version));

    private static readonly Gen<Prefix> Ipv4 = Gen.Select(Gen.Byte.Array[4], Gen.Int[0, 32]).Select(Masked);

    private static readonly Gen<Prefix> Ipv6 = Gen.Select(Gen.Byte.Array[16], Gen.Int[0, 128]).Select(Masked).Where(prefix => !prefix.Address.IsIPv4MappedToIPv6);

    public static Gen<ImmutableArray<Prefix>> Prefixes { get; } = Gen.OneOf(Ipv4, Ipv6).Array[0, 4].Select(ImmutableArray.Create);

    public static Gen<ShardKey> Key { get; } = Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 1023], (generation, index) => new ShardKey(new PoolName("pool"), generation, index));

    public static Gen<Reservation> Reservation { get; } = Gen.Select(Gen.Long[1, long.MaxValue], Gen.OneOf(Ipv4, Ipv6), Node, Gen.Bool, At)
        .Select((number, cidr, node, isPin, at) => new Reservation(number, new ReservationName("kept"), cidr, isPin ? node : null, isPin ? "why" : string.Empty, at) { Drains = number % 2 == 0 });

    public static Gen<ImmutableArray<WithheldRange>> Withheld { get; } = Gen.Select(Gen.Long[1, long.MaxValue], Gen.OneOf(Ipv4, Ipv6), Node, Gen.Bool)
        .Select((number, range, node, isPin) => new WithheldRange(number, range, isPin ? node : null) { Drains = number % 3 == 0 })
        .Array[0, 4].Select(ImmutableArray.Create);

    public static Gen<BlockGrant> Grant { get; } = Gen.Select(Gen.Long[1, long.MaxValue], Prefixes, Epoch, Gen.Long[0, long.MaxValue])
        .Select((number, blocks, floor, reservation) => new BlockGrant(number, blocks, floor) { Reservation = reservation, IsKept = number % 2 == 0 });

    public static Gen<BlockReturn> Return { get; } = Grant.Select(grant => new BlockReturn(grant.Number, grant.Blocks, grant.EpochFloor));

    private static readonly Gen<FamilySpec> Family = Gen.Select(Gen.OneOf(Ipv4, Ipv6).Array[1, 3], Gen.Int[0, 128], Gen.Int[0, 128], Gen.Int[0, 128])
        .Select((cidrs, length, shortest, longest) => new FamilySpec(
            cidrs[0].Family,
            [.. cidrs.Where(cidr => cidr.Family == cidrs[0].Family)],
            length,
            shortest,
            longest)
        {
            Network = length % 2 == 0 ? cidrs[0] : null,
        });

    public static Gen<PoolSpec> Pool { get; } = Gen.Select(Family.Array[1, 2], Gen.Long, Gen.Long[0, TimeSpan.MaxValue.Ticks], Gen.Int[1, 1024], Gen.Bool)
        .Select((families, generation, ticks, shardCount, isManual) => new PoolSpec(
            new PoolName("pool"),
            generation,
            [.. families],
            new LeaseTiming(new TimeSpan(ticks), new TimeSpan(ticks / 3)),
            shardCount,
            isManual ? ReclaimPolicy.Manual : ReclaimPolicy.Auto)
        {
            Version = 1 + (ticks / 7),
            IsCordoned = ticks % 3 == 0,
            IsClosing = ticks % 5 == 0,
            MoveWindow = new TimeSpan(ticks / 11),
            Headroom = shardCount % 2 == 0 ? Headroom.None : new Headroom(shardCount, NodeSelector.Of([KeyValuePair.Create("class", $"{generation}")])),
            NodeSelector = NodeSelector.Of(Enumerable.Range(0, shardCount % 3).Select(number => KeyValuePair.Create($"key-{number}", $"{generation}"))),
        });

    public static Gen<Lease> Lease { get; } =
        Gen.Select(Node, Prefixes, Epoch, Gen.Enum<LeaseState>(), Gen.Select(Secret, Secret), Attributes, Gen.Select(At, At))
            .Select((node, subnets, epoch, state, secrets, attributes, times) =>
                new Lease(node, subnets, epoch, state, secrets.Item1, secrets.Item2, attributes, times.Item1, times.Item2)
                {
                    GrownFrom = new Epoch(epoch.Value % 2 == 0 ? 0 : epoch.Value - 1),
                    Leaving = epoch.Value % 3 == 0 ? [] : [.. subnets.Skip(1)],
                });

    public static Gen<ShardEvent> ShardEvent { get; } = Gen.OneOf(
        Gen.Select(At, Secret, Pool, (at, incarnation, pool) => (ShardEvent)new ShardActivated(at, incarnation, pool)),
        Gen.Select(At, Pool, (at, pool) => (ShardEvent)new ShardPoolChanged(at, pool)),
        At.Select(at => (ShardEvent)new TimeToLiveSettled(at)),
        Gen.Select(At, Grant, (at, grant) => (ShardEvent)new BlocksReceived(at, grant)),
        Gen.Select(At, Return, (at, blockReturn) => (ShardEvent)new BlocksYielded(at, blockReturn)),
        Gen.Select(At, Lease, Gen.String, (at, lease, id) => (ShardEvent)new LeaseGranted(
            at, lease.Node, lease.Epoch, lease.Subnets, lease.Instance, lease.Token, lease.Attributes, Valid(id))
        {
            GrownFrom = lease.GrownFrom,
            Leaving = lease.Leaving,
        }),
        Gen.Select(At, Lease, (at, lease) => (ShardEvent)new LeaseUpdated(at, lease.Node, lease.Epoch, lease.Instance, lease.Attributes)),
        Gen.Select(At, Lease, Gen.String, (at, lease, text) => (ShardEvent)new LeaseRevoked(at, lease.Node, lease.Epoch, Valid(text), "id")),
        Gen.Select(At, Lease, Gen.Bool, (at, lease, byHolder) => (ShardEvent)new LeaseReleased(at, lease.Node, lease.Epoch, byHolder, "why", "id")),
        Gen.Select(At, Lease, (at, lease) => (ShardEvent)new LeaseSuspected(at, lease.Node, lease.Epoch)),
        Gen.Select(At, Lease, (at, lease) => (ShardEvent)new LeaseHeardAgain(at, lease.Node, lease.Epoch)),
        Gen.Select(At, Lease, (at, lease) => (ShardEvent)new LeaseExpired(at, lease.Node, lease.Epoch)),
        Gen.Select(At, Lease, (at, lease) => (ShardEvent)new QuarantineEnded(at, lease.Node, lease.Epoch)),
        Gen.Select(At, Gen.Long[1, long.MaxValue], Withheld, (at, version, ranges) => (ShardEvent)new RangesWithheld(at, version, ranges)));

    public static Gen<PoolEvent> PoolEvent { get; } = Gen.OneOf(
        Gen.Select(At, Secret, (at, incarnation) => (PoolEvent)new CoordinatorActivated(at, incarnation)),
        Gen.Select(At, Pool, (at, pool) => (PoolEvent)new PoolCreated(at, pool)),
        Gen.Select(At, Pool, (at, pool) => (PoolEvent)new PoolChanged(at, pool)),
        Gen.Select(At, Key, Epoch, (at, key, epoch) => (PoolEvent)new PoolDeleted(at, key.Pool, key.Generation, epoch)),
        Gen.Select(At, Key, Grant, (at, key, grant) => (PoolEvent)new BlocksGranted(at, key, grant)),
        Gen.Select(At, Key, Return, (at, key, blockReturn) => (PoolEvent)new BlocksReturned(at, key, blockReturn)),
        Gen.Select(At, Key, Reservation, (at, key, reservation) => (PoolEvent)new ReservationCreated(at, key.Pool, key.Generation, reservation)),
        Gen.Select(At, Key, Reservation, (at, key, reservation) =>
            (PoolEvent)new ReservationUpdated(at, key.Pool, key.Generation, reservation.Number, reservation.Drains, reservation.Reason)),
        Gen.Select(At, Key, Gen.Long[1, long.MaxValue], (at, key, number) => (PoolEvent)new ReservationDeleted(at, key.Pool, key.Generation, number)));

    public static Gen<ShardSnapshot> ShardSnapshot { get; } = Gen.Select(Pool, Epoch, Gen.Long[0, long.MaxValue], Return, Gen.Bool, Prefixes, Gen.Select(Lease.Array[0, 5], Withheld))
        .Select((pool, epoch, grant, blockReturn, hasReturn, blocks, held) =>
            new ShardSnapshot(pool, epoch, grant, hasReturn ? blockReturn : null, blocks, [.. held.Item1])
            {
                WithheldVersion = grant,
                Withheld = held.Item2,
                LongestTimeToLive = pool.Timing.TimeToLive / 2,
                Kept = blocks,
            });

    public static Gen<PoolSnapshot> PoolSnapshot { get; } = Gen.Select(Pool, At, Epoch, Prefixes, Grant, Gen.Bool, Reservation.Array[0, 3])
        .Select((pool, at, epoch, free, grant, hasGrant, reservations) =>
            new PoolAccountSnapshot(pool, at, epoch, free, [new(3, free, hasGrant ? grant : null, grant.Number) { OrdersVersion = grant.Number, Orders = [.. reservations.Select(each => each.Number)] }])
            {
                Reservations = [.. reservations],
                LastReservation = grant.Number,
                SetAside = free,
                KeptByShards = free,
            })
        .Array[0, 3]
        .Select(pools => new PoolSnapshot([.. pools])
        {
            DeletedFloor = pools.Select(pool => pool.EpochFloor).FirstOrDefault(),
            Deleted = [.. pools.Select(pool => new DeletedPoolSnapshot(pool.Spec.Name, pool.Spec.Generation))],
        });

    private static Prefix Masked(byte[] bytes, int length)
    {
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return Prefix.Create(new IPAddress(bytes), length);
    }

    /// <summary>Without halves of surrogate pairs, which no encoding keeps.</summary>
    private static string Valid(string text) => string.Concat(text.Where(character => !char.IsSurrogate(character)));
}
