using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Tests.Directory;

/// <summary>Writes the journals of one pool, event by event, with revisions that grow by one.</summary>
internal sealed class Events
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

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

    public PoolSpec Pool { get; }

    public JournalEvent PoolCreated() => Next("pools", new PoolCreated(Start, Pool));

    public JournalEvent Granted(string node, long epoch, string subnet) => Next(
        new LeaseGranted(Start, new NodeId(node), new Epoch(epoch), [Prefix.Parse(subnet)], default, default, NodeAttributes.None, string.Empty));

    public JournalEvent Revoked(string node, long epoch) => Next(new LeaseRevoked(Start, new NodeId(node), new Epoch(epoch), string.Empty, string.Empty));

    public JournalEvent Released(string node, long epoch) =>
        Next(new LeaseReleased(Start, new NodeId(node), new Epoch(epoch), ByHolder: true, string.Empty, string.Empty));

    public JournalEvent Expired(string node, long epoch) => Next(new LeaseExpired(Start, new NodeId(node), new Epoch(epoch)));

    public JournalEvent QuarantineEnded(string node, long epoch) => Next(new QuarantineEnded(Start, new NodeId(node), new Epoch(epoch)));

    private JournalEvent Next(ShardEvent change) => Next(Pool.Shards.Single().PersistenceId, change);

    private JournalEvent Next(string persistenceId, object change)
    {
        var number = sequence[persistenceId] = sequence.GetValueOrDefault(persistenceId) + 1;
        return new JournalEvent(persistenceId, number, ++revision, change);
    }
}
