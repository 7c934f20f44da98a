using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.History;

/// <summary>
/// Who held what, made of events alone: the same events give the same past, on every replica and after every start. It has no clock and no
/// lock; <see cref="Chronicle"/> brings both.
/// </summary>
internal sealed class PastIndex(PastLimits limits)
{
    private readonly SubnetTree subnets = new();
    private readonly WordBlocks words = new();

    /// <summary>The last one of each name.</summary>
    private readonly Dictionary<PoolName, PoolGeneration> pools = [];

    /// <summary>Those that are there, and those that are gone of whose nodes something is kept.</summary>
    private readonly List<PoolGeneration> generations = [];
    private long lastPoolEvent = NodePast.None;

    /// <summary>The events, oldest first.</summary>
    public EventLog Log { get; private set; } = EventLog.Empty;

    /// <summary>The position of the last event of the journals that was taken in, whether it is kept or not.</summary>
    public long Revision { get; private set; }

    /// <summary>Everything from here on is known, in ticks; <see cref="long.MinValue"/>: everything that ever happened.</summary>
    public long KnownSince { get; private set; } = long.MinValue;

    /// <summary>Takes one event in. Each comes once, in the order of the directory.</summary>
    public void Add(JournalEvent entry)
    {
        Revision = Math.Max(Revision, entry.Revision);
        switch (entry.Event)
        {
            case PoolCreated created:
                CreatePool(created);
                break;
            case PoolChanged changed when PoolOf(changed.Spec.Name, changed.Spec.Generation) is { } pool:
                pool.Reshape([.. changed.Spec.Cidrs]);
                lastPoolEvent = Write(changed.At, pool.Shape, PastEventKind.PoolChanged, default, lastPoolEvent);
                break;
            case PoolDeleted deleted when PoolOf(deleted.Name, deleted.Generation) is { } pool:
                pool.EndedWith = End(pool, deleted.At.UtcTicks);
                lastPoolEvent = Write(deleted.At, pool.Shape, PastEventKind.PoolDeleted, default, lastPoolEvent);
                break;
            case LeaseGranted granted when PoolOf(entry) is { } pool:
                Grant(pool, granted);
                break;

            // Whatever speaks of another epoch than the one that is known is about a claim that lost (safety rule 10).
            case LeaseChanged changed when PoolOf(entry) is { } pool
                && pool.Nodes.GetValueOrDefault(changed.Node)?.Present is { } tenancy
                && tenancy.Epoch == changed.Epoch.Value:
                Change(tenancy, changed);
                break;
        }
    }

    /// <summary>Forgets what is too much, or too old at a time.</summary>
    public void Trim(long now)
    {
        while (Log.Count > 0 && (Log.Count > limits.Events || Log[Log.First].Ticks < now - limits.Retention.Ticks))
        {
            ForgetFirst(now);
        }
    }

    /// <summary>The subnets that overlap a prefix, in the order of prefixes.</summary>
    public IEnumerable<SubnetPast> Overlapping(Prefix prefix) => subnets.Overlapping(prefix);

    /// <summary>The newest events of a node, one for each pool.</summary>
    public IReadOnlyList<long> LastEventsOf(NodeId node) =>
        [.. generations.Select(pool => pool.Nodes.GetValueOrDefault(node)).OfType<NodePast>().Select(past => past.LastEvent)];

    /// <summary>
    /// The newest events of all chains in which something may overlap a prefix: one for each node that had such a subnet, and one for the pools;
    /// null where there are more than can be told quickly.
    /// </summary>
    public IReadOnlyList<long>? LastEventsIn(Prefix prefix, int most)
    {
        var holders = new HashSet<NodePast>();
        foreach (var subnet in subnets.Overlapping(prefix))
        {
            foreach (var tenancy in subnet.Tenancies)
            {
                if (holders.Add(tenancy.Node) && holders.Count == most)
                {
                    return null;
                }
            }
        }

        return [lastPoolEvent, .. holders.Select(holder => holder.LastEvent)];
    }

    private void CreatePool(PoolCreated created)
    {
        var spec = created.Spec;
        var pool = new PoolGeneration(spec.Name, spec.Generation, [.. spec.Cidrs]);
        if (pools.TryGetValue(spec.Name, out var before))
        {
            pool.EndedBefore = End(before, created.At.UtcTicks);
        }

        pools[spec.Name] = pool;
        generations.Add(pool);
        lastPoolEvent = Write(created.At, pool.Shape, PastEventKind.PoolCreated, default, lastPoolEvent);
    }

    /// <summary>Ends everything that is still held in a pool, because it is gone.</summary>
    private static ImmutableArray<Tenancy> End(PoolGeneration pool, long ticks)
    {
        pool.HasEnded = true;
        var ended = ImmutableArray.CreateBuilder<Tenancy>();
        foreach (var node in pool.Nodes.Values)
        {
            if (node.Present is { } tenancy)
            {
                tenancy.Finish(ticks, TenureEnding.PoolDeleted);
                node.Present = null;
                ended.Add(tenancy);
            }
        }

        return ended.DrainToImmutable();
    }

    private PoolGeneration? PoolOf(JournalEvent entry) =>
        ShardKey.TryParse(entry.PersistenceId, out var shard) ? PoolOf(shard.Value.Pool, shard.Value.Generation) : null;

    /// <summary>The pool, if it is the last of its name and not gone.</summary>
    private PoolGeneration? PoolOf(PoolName name, long generation) =>
        pools.TryGetValue(name, out var pool) && pool.Generation == generation && !pool.HasEnded ? pool : null;

    private void Grant(PoolGeneration pool, LeaseGranted granted)
    {
        if (!pool.Nodes.TryGetValue(granted.Node, out var node))
        {
            pool.Nodes.Add(granted.Node, node = new NodePast(pool, granted.Node));
        }

        var before = node.Present;
        if (before is not null && granted.Epoch.Value <= before.Epoch)
        {
            return;
        }

        before?.Finish(granted.At.UtcTicks, TenureEnding.Regranted);
        var places = Places(granted.Subnets, before);
        var tenancy = new Tenancy(node, granted.Epoch.Value, places, places.Max(place => Math.Max(place.FreeSince, granted.At.UtcTicks)))
        {
            Replaced = before,
        };
        foreach (var place in places)
        {
            place.Add(tenancy);
        }

        node.Present = tenancy;
        Write(granted.At, tenancy, PastEventKind.Granted, words.Add(granted.RequestId, string.Empty));
    }

    /// <summary>The pasts of some subnets; most nodes get the same ones again, and then the same list will do.</summary>
    private ImmutableArray<SubnetPast> Places(ImmutableArray<Prefix> prefixes, Tenancy? before)
    {
        if (before is not null && before.Subnets.Select(place => place.Prefix).SequenceEqual(prefixes))
        {
            return before.Subnets;
        }

        return prefixes is [var only] ? subnets.GetOrAdd(only).Alone : [.. prefixes.Select(subnets.GetOrAdd)];
    }

    private void Change(Tenancy tenancy, LeaseChanged changed)
    {
        var ticks = changed.At.UtcTicks;
        switch (changed)
        {
            case LeaseUpdated:
                Write(changed.At, tenancy, PastEventKind.Updated, default);
                break;
            case LeaseSuspected:
                Write(changed.At, tenancy, PastEventKind.Suspected, default);
                break;
            case LeaseHeardAgain:
                Write(changed.At, tenancy, PastEventKind.HeardAgain, default);
                break;
            case LeaseRevoked revoked:
                var why = words.Add(revoked.RequestId, revoked.Reason);
                tenancy.Revoke(ticks, why);
                Write(changed.At, tenancy, PastEventKind.Revoked, why);
                break;
            case LeaseReleased released:
                var said = words.Add(released.RequestId, released.Reason);
                tenancy.End(ticks, released.ByHolder ? TenureEnding.Released : TenureEnding.NodeDown, said);
                Write(changed.At, tenancy, released.ByHolder ? PastEventKind.Released : PastEventKind.NodeDown, said);
                break;
            case LeaseExpired:
                tenancy.End(ticks, TenureEnding.Expired);
                Write(changed.At, tenancy, PastEventKind.Expired, default);
                break;
            case QuarantineEnded:
                tenancy.Finish(ticks, TenureEnding.Expired);
                tenancy.Node.Present = null;
                Write(changed.At, tenancy, PastEventKind.QuarantineEnded, default);
                break;
        }
    }

    private void Write(DateTimeOffset at, Tenancy tenancy, PastEventKind kind, Words said) =>
        tenancy.Node.LastEvent = Write(at, tenancy, kind, said, tenancy.Node.LastEvent);

    private long Write(DateTimeOffset at, Subject subject, PastEventKind kind, Words said, long before)
    {
        var back = before >= Log.First ? (int)(Log.End - before) : 0;
        Log = Log.Add(new PastEvent(Revision, at.UtcTicks, subject, said, back, kind));
        return Log.End - 1;
    }

    private void ForgetFirst(long now)
    {
        var position = Log.First;
        var oldest = Log[position];
        Log = Log.RemoveFirst();

        // A clock that was far ahead must not hide what is known.
        KnownSince = Math.Max(KnownSince, Math.Min(oldest.Ticks, now));
        switch (oldest)
        {
            // All that was before is forgotten already: of their nodes nothing is left either.
            case { Kind: PastEventKind.PoolCreated, Subject: PoolShape { Pool: var pool } }:
                Forget(pool.EndedBefore, now);
                pool.EndedBefore = [];
                break;
            case { Kind: PastEventKind.PoolDeleted, Subject: PoolShape { Pool: var pool } }:
                Forget(pool.EndedWith, now);
                pool.EndedWith = [];
                break;
            case { Subject: Tenancy tenancy }:
                if (oldest.Kind == PastEventKind.QuarantineEnded)
                {
                    Forget(tenancy, now);
                }
                else if (oldest.Kind == PastEventKind.Granted && tenancy.Replaced is { } before)
                {
                    Forget(before, now);
                    tenancy.Replaced = null;
                }

                if (tenancy.Node.LastEvent == position && tenancy.Node.Present is null)
                {
                    Forget(tenancy.Node);
                }

                break;
        }
    }

    private void Forget(ImmutableArray<Tenancy> ended, long now)
    {
        foreach (var tenancy in ended)
        {
            Forget(tenancy, now);
            Forget(tenancy.Node);
        }
    }

    private void Forget(NodePast node)
    {
        node.Pool.Nodes.Remove(node.Name);
        if (node.Pool is { HasEnded: true, Nodes.Count: 0 })
        {
            generations.Remove(node.Pool);
        }
    }

    /// <summary>Forgets a tenancy that is over, and of which no event is left.</summary>
    private void Forget(Tenancy tenancy, long now)
    {
        KnownSince = Math.Max(KnownSince, Math.Min(tenancy.KeptUntil, now));
        foreach (var place in tenancy.Subnets)
        {
            place.Remove(tenancy);
            if (place.IsEmpty)
            {
                subnets.Remove(place);
            }
        }
    }
}
