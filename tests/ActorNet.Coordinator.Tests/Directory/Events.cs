using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Tests.Directory;

/// <summary>Writes the journals of one pool, event by event, with revisions that grow by one.</summary>
internal sealed class Events
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, long> sequence = new(StringComparer.Ordinal);
    private long revision;

    public Events(int? shortest = null, int? longest = null)
    {
        var settings = new PoolSettings
        {
            Name = PoolName.Default,
            Cidrs = [Prefix.Parse("10.0.0.0/16")],
            Ipv4 = new SubnetSizing(24, shortest, longest),
            ShardCount = 1,
        };
        Pool = settings.Resolve().Spec! with { Generation = 1 };
    }

    public PoolSpec Pool { get; private set; }

    /// <summary>When the events that follow are written, by the wall clock.</summary>
    public DateTimeOffset At { get; set; } = Start;

    public JournalEvent PoolCreated() => Next("pools", new PoolCreated(At, Pool));

    public JournalEvent PoolChanged(Func<PoolSpec, PoolSpec> change)
    {
        Pool = change(Pool) with { Version = Pool.Version + 1 };
        return Next("pools", new PoolChanged(At, Pool));
    }

    public JournalEvent PoolDeleted() => Next("pools", new PoolDeleted(At, Pool.Name, Pool.Generation, Epoch.None));

    public JournalEvent Granted(string node, long epoch, string subnet) => Next(
        new LeaseGranted(At, new NodeId(node), new Epoch(epoch), [Prefix.Parse(subnet)], default, default, NodeAttributes.None, string.Empty));

    public JournalEvent Revoked(string node, long epoch) => Next(new LeaseRevoked(At, new NodeId(node), new Epoch(epoch), string.Empty, string.Empty));

    public JournalEvent Released(string node, long epoch) =>
        Next(new LeaseReleased(At, new NodeId(node), new Epoch(epoch), ByHolder: true, string.Empty, string.Empty));

    public JournalEvent Suspected(string node, long epoch) => Next(new LeaseSuspected(At, new NodeId(node), new Epoch(epoch)));

    public JournalEvent HeardAgain(string node, long epoch) => Next(new LeaseHeardAgain(At, new NodeId(node), new Epoch(epoch)));

    public JournalEvent Expired(string node, long epoch) => Next(new LeaseExpired(At, new NodeId(node), new Epoch(epoch)));

    public JournalEvent QuarantineEnded(string node, long epoch) => Next(new QuarantineEnded(At, new NodeId(node), new Epoch(epoch)));

    public JournalEvent Received(long number, params string[] blocks) =>
        Next(new BlocksReceived(At, new BlockGrant(number, [.. blocks.Select(Prefix.Parse)], Epoch.None)));

    public JournalEvent Yielded(long number, params string[] blocks) =>
        Next(new BlocksYielded(At, new BlockReturn(number, [.. blocks.Select(Prefix.Parse)], Epoch.None)));

    public JournalEvent HandedOut(long number, params string[] blocks) =>
        Next("pools", new BlocksGranted(At, Pool.Shards.Single(), new BlockGrant(number, [.. blocks.Select(Prefix.Parse)], Epoch.None)));

    public JournalEvent TakenBack(long number, params string[] blocks) =>
        Next("pools", new BlocksReturned(At, Pool.Shards.Single(), new BlockReturn(number, [.. blocks.Select(Prefix.Parse)], Epoch.None)));

    public JournalEvent Reserved(long number, string name, string cidr, string? node = null) => Next(
        "pools",
        new ReservationCreated(
            At,
            Pool.Name,
            Pool.Generation,
            new Reservation(number, new ReservationName(name), Prefix.Parse(cidr), node is null ? null : new NodeId(node), string.Empty, At)));

    public JournalEvent ReservationEnded(long number) => Next("pools", new ReservationDeleted(At, Pool.Name, Pool.Generation, number));

    public JournalEvent Withheld(long version, params (long Reservation, string Range, string? Node)[] ranges) => Next(new RangesWithheld(
        At,
        version,
        [.. ranges.Select(range => new WithheldRange(range.Reservation, Prefix.Parse(range.Range), range.Node is null ? null : new NodeId(range.Node)))]));

    private JournalEvent Next(ShardEvent change) => Next(Pool.Shards.Single().PersistenceId, change);

    private JournalEvent Next(string persistenceId, object change)
    {
        var number = sequence[persistenceId] = sequence.GetValueOrDefault(persistenceId) + 1;
        return new JournalEvent(persistenceId, number, ++revision, change);
    }
}
