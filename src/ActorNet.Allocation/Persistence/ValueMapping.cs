using System.Collections.Immutable;
using System.Net;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Allocation.Persistence;

/// <summary>The values that events and snapshots are made of, to and from the wire.</summary>
internal static class ValueMapping
{
    /// <summary>A message that must be there.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static T Required<T>(this T? message)
        where T : class => message ?? throw new ArgumentException($"a {typeof(T).Name} is missing", nameof(message));

    public static DateTimeOffset ToTime(this Timestamp? time) => time.Required().ToDateTimeOffset();

    public static Wire.Prefix ToWire(this Prefix prefix) => new()
    {
        Address = UnsafeByteOperations.UnsafeWrap(prefix.Address.GetAddressBytes()),
        Length = (uint)prefix.Length,
    };

    public static Prefix FromWire(this Wire.Prefix prefix) => Prefix.Create(new IPAddress(prefix.Address.Span), checked((int)prefix.Length));

    public static IEnumerable<Wire.Prefix> ToWire(this ImmutableArray<Prefix> prefixes) => prefixes.Select(ToWire);

    public static ImmutableArray<Prefix> FromWire(this RepeatedField<Wire.Prefix> prefixes) => prefixes.Count == 0 ? [] : [.. prefixes.Select(FromWire)];

    public static ByteString ToWire(this Secret128 secret) => UnsafeByteOperations.UnsafeWrap(secret.ToBytes());

    public static Secret128 ToSecret(this ByteString bytes) => Secret128.FromBytes(bytes.Span);

    public static Wire.BlockMove ToWire(this BlockGrant grant) =>
        new() { Number = grant.Number, Blocks = { grant.Blocks.ToWire() }, EpochFloor = grant.EpochFloor.Value, Reservation = grant.Reservation, Kept = grant.IsKept };

    public static Wire.BlockMove ToWire(this BlockReturn blockReturn) =>
        new() { Number = blockReturn.Number, Blocks = { blockReturn.Blocks.ToWire() }, EpochFloor = blockReturn.EpochFloor.Value };

    public static BlockGrant ToGrant(this Wire.BlockMove move) =>
        new(move.Number, move.Blocks.FromWire(), new Epoch(move.EpochFloor)) { Reservation = move.Reservation, IsKept = move.Kept };

    public static BlockReturn ToReturn(this Wire.BlockMove move) => new(move.Number, move.Blocks.FromWire(), new Epoch(move.EpochFloor));

    public static Wire.Pool ToWire(this PoolSpec spec) => new()
    {
        Name = spec.Name.Value,
        Generation = spec.Generation,
        Families = { spec.Families.Select(ToWire) },
        TimeToLiveTicks = spec.Timing.TimeToLive.Ticks,
        QuarantineTicks = spec.Timing.Quarantine.Ticks,
        ShardCount = (uint)spec.ShardCount,
        ReclaimManually = spec.Reclaim == ReclaimPolicy.Manual,
        Version = spec.Version,
        NodeSelector = { spec.NodeSelector.ToWire() },
        Cordoned = spec.IsCordoned,
        Closing = spec.IsClosing,
        MoveWindowTicks = spec.MoveWindow.Ticks,
        Headroom = spec.Headroom.IsNone ? null : new Wire.Headroom { Subnets = spec.Headroom.Subnets, Selector = { spec.Headroom.Selector.ToWire() } },
    };

    public static PoolSpec FromWire(this Wire.Pool pool) => new(
        new PoolName(pool.Name),
        pool.Generation,
        [.. pool.Families.Select(FromWire)],
        new LeaseTiming(new TimeSpan(pool.TimeToLiveTicks), new TimeSpan(pool.QuarantineTicks)),
        checked((int)pool.ShardCount),
        pool.ReclaimManually ? ReclaimPolicy.Manual : ReclaimPolicy.Auto)
    {
        Version = Math.Max(pool.Version, 1),
        NodeSelector = pool.NodeSelector.FromWire(),
        IsCordoned = pool.Cordoned,
        IsClosing = pool.Closing,
        MoveWindow = pool.HasMoveWindowTicks ? new TimeSpan(pool.MoveWindowTicks) : PoolSettings.DefaultMoveWindow,
        Headroom = pool.Headroom is { } headroom ? new Headroom(headroom.Subnets, headroom.Selector.FromWire()) : Headroom.None,
    };

    public static IEnumerable<Wire.Label> ToWire(this NodeSelector selector) =>
        selector.Labels.Select(label => new Wire.Label { Key = label.Key, Value = label.Value });

    public static NodeSelector FromWire(this RepeatedField<Wire.Label> labels) =>
        NodeSelector.Of(labels.Select(label => KeyValuePair.Create(label.Key, label.Value)));

    public static Wire.Lease ToWire(this Lease lease) => new()
    {
        NodeId = lease.Node.Value,
        Subnets = { lease.Subnets.ToWire() },
        Epoch = lease.Epoch.Value,
        State = lease.State switch
        {
            LeaseState.Active => Wire.LeaseState.Active,
            LeaseState.Suspect => Wire.LeaseState.Suspect,
            LeaseState.Revoked => Wire.LeaseState.Revoked,
            LeaseState.Quarantined => Wire.LeaseState.Quarantined,
            _ => throw new ArgumentException($"a lease in state {lease.State} has no form on the wire", nameof(lease)),
        },
        Instance = lease.Instance.ToWire(),
        Token = lease.Token.ToWire(),
        Attributes = lease.Attributes.Encoded,
        AttributesVersion = lease.Attributes.Version,
        GrownFrom = lease.GrownFrom.Value,
        Leaving = { lease.Leaving.ToWire() },
        GrantedAt = Timestamp.FromDateTimeOffset(lease.GrantedAt),
        ChangedAt = Timestamp.FromDateTimeOffset(lease.ChangedAt),
    };

    public static Lease FromWire(this Wire.Lease lease) => new(
        new NodeId(lease.NodeId),
        lease.Subnets.FromWire(),
        new Epoch(lease.Epoch),
        lease.State switch
        {
            Wire.LeaseState.Active => LeaseState.Active,
            Wire.LeaseState.Suspect => LeaseState.Suspect,
            Wire.LeaseState.Revoked => LeaseState.Revoked,
            Wire.LeaseState.Quarantined => LeaseState.Quarantined,
            _ => throw new ArgumentException($"a lease is in the unknown state {lease.State}", nameof(lease)),
        },
        lease.Instance.ToSecret(),
        lease.Token.ToSecret(),
        new NodeAttributes(lease.Attributes, lease.AttributesVersion),
        lease.GrantedAt.ToTime(),
        lease.ChangedAt.ToTime())
    {
        GrownFrom = new Epoch(lease.GrownFrom),
        Leaving = lease.Leaving.FromWire(),
    };

    private static Wire.Family ToWire(FamilySpec family) => new()
    {
        Cidrs = { family.Cidrs.ToWire() },
        PrefixLength = (uint)family.PrefixLength,
        Shortest = (uint)family.Shortest,
        Longest = (uint)family.Longest,
        Network = family.Network?.ToWire(),
    };

    private static FamilySpec FromWire(Wire.Family family)
    {
        var cidrs = family.Cidrs.FromWire();
        return cidrs.IsEmpty
            ? throw new ArgumentException("a pool has an address family without a CIDR", nameof(family))
            : new FamilySpec(cidrs[0].Family, cidrs, checked((int)family.PrefixLength), checked((int)family.Shortest), checked((int)family.Longest))
            {
                Network = family.Network?.FromWire(),
            };
    }
}
