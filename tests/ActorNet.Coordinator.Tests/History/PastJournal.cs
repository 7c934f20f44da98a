using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Tests.History;

/// <summary>Writes journals of several pools, event by event, at minutes of one day, with revisions that grow by one.</summary>
internal sealed class PastJournal
{
    public static readonly DateTimeOffset Start = new(2026, 8, 20, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, long> sequence = new(StringComparer.Ordinal);
    private long revision;

    public List<JournalEvent> Events { get; } = [];

    public static DateTimeOffset At(double minute) => Start + TimeSpan.FromMinutes(minute);

    public PoolSpec Pool(double minute, string name, long generation, params string[] cidrs)
    {
        var settings = new PoolSettings { Name = new PoolName(name), Cidrs = [.. cidrs.Select(Prefix.Parse)], ShardCount = 1 };
        var spec = settings.Resolve().Spec! with { Generation = generation };
        Write("pools", new PoolCreated(At(minute), spec));
        return spec;
    }

    public PoolSpec Changed(double minute, PoolSpec pool, params string[] cidrs)
    {
        var spec = pool with { Version = pool.Version + 1, Families = [pool.Families[0] with { Cidrs = [.. cidrs.Select(Prefix.Parse)] }] };
        Write("pools", new PoolChanged(At(minute), spec));
        return spec;
    }

    public void Deleted(double minute, PoolSpec pool) => Write("pools", new PoolDeleted(At(minute), pool.Name, pool.Generation, Epoch.None));

    public void Granted(double minute, PoolSpec pool, string node, long epoch, params string[] subnets) => Write(pool, new LeaseGranted(
        At(minute), new NodeId(node), new Epoch(epoch), [.. subnets.Select(Prefix.Parse)], default, default, NodeAttributes.None, $"get-{epoch}"));

    public void Updated(double minute, PoolSpec pool, string node, long epoch) =>
        Write(pool, new LeaseUpdated(At(minute), new NodeId(node), new Epoch(epoch), default, NodeAttributes.None));

    public void Revoked(double minute, PoolSpec pool, string node, long epoch, string reason = "") =>
        Write(pool, new LeaseRevoked(At(minute), new NodeId(node), new Epoch(epoch), reason, $"take-{epoch}"));

    public void Released(double minute, PoolSpec pool, string node, long epoch, bool byHolder = true, string reason = "") =>
        Write(pool, new LeaseReleased(At(minute), new NodeId(node), new Epoch(epoch), byHolder, reason, $"end-{epoch}"));

    public void Expired(double minute, PoolSpec pool, string node, long epoch) =>
        Write(pool, new LeaseExpired(At(minute), new NodeId(node), new Epoch(epoch)));

    public void QuarantineEnded(double minute, PoolSpec pool, string node, long epoch) =>
        Write(pool, new QuarantineEnded(At(minute), new NodeId(node), new Epoch(epoch)));

    private void Write(PoolSpec pool, ShardEvent change) => Write(pool.Shards.Single().PersistenceId, change);

    private void Write(string journal, object change)
    {
        var number = sequence[journal] = sequence.GetValueOrDefault(journal) + 1;
        Events.Add(new JournalEvent(journal, number, ++revision, change));
    }
}
