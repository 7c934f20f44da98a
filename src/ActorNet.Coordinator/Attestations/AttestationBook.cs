using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Attestations;

/// <summary>
/// The last attestation of each node that renewed over this replica. Only who has just renewed a lease gets in, and there is a bound on top of that:
/// the node that was heard longest ago is forgotten first. Thread-safe; readers are never in the way.
/// </summary>
internal sealed class AttestationBook(LeaseDirectory directory, TimeProvider time)
{
    /// <summary>How many nodes are kept, about 500 bytes each, and 30 for each route that they tell.</summary>
    public const int MaxNodes = 262_144;

    /// <summary>How long an attestation is kept: a node renews every 30 s at least, so it is gone, or renews over another replica.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a node may take to hear of a change: it gives a silent stream up after 75 s and has to find another one.</summary>
    private static readonly TimeSpan WatchPatience = TimeSpan.FromMinutes(3);

    private readonly Lock gate = new();
    private readonly RevisionTrail trail = new(time, WatchPatience);
    private readonly LinkedList<Entry> byAge = [];
    private readonly Dictionary<(PoolName Pool, NodeId Node), LinkedListNode<Entry>> byNode = [];
    private readonly int maxNodes = MaxNodes;

    /// <summary>For tests: with another bound.</summary>
    internal AttestationBook(LeaseDirectory directory, TimeProvider time, int maxNodes)
        : this(directory, time) => this.maxNodes = maxNodes;

    /// <summary>Takes note of what a node said with a renewal that was granted.</summary>
    public void Note(PoolSpec pool, NodeId node, Epoch epoch, NodeAttestation attestation)
    {
        // Routes are kept as what they are compared with, and not as text a second time.
        var (seen, routes) = (directory.Current.State.Revision, ToldRoutes.From(pool.Name, node, attestation.HostRoutes));
        if (routes is not null)
        {
            attestation = attestation.Clone();
            attestation.HostRoutes = null;
        }

        lock (gate)
        {
            var key = (pool.Name, node);
            if (byNode.Remove(key, out var before))
            {
                byAge.Remove(before);
            }

            var entry = new Entry(pool.Name, pool.Generation, node, epoch, attestation, routes, time.GetTimestamp(), seen, trail.Note(seen));
            byNode[key] = byAge.AddLast(entry);
            while (byAge.First is { } oldest && (byNode.Count > maxNodes || time.GetElapsedTime(oldest.Value.At) > Lifetime))
            {
                byNode.Remove((oldest.Value.Pool, oldest.Value.Node));
                byAge.RemoveFirst();
            }
        }
    }

    /// <summary>What nodes of a pool said, in the order of their names: those behind a node, and no more than so many.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="after">The node before the first; null: from the first on.</param>
    /// <param name="count">How many at most.</param>
    public ImmutableArray<AttestedNode> After(PoolName pool, NodeId? after, int count)
    {
        Entry[] entries;
        lock (gate)
        {
            entries = [.. byAge.Where(entry => entry.Pool == pool && (after is not { } last || entry.Node.CompareTo(last) > 0))];
        }

        return
        [
            .. entries
                .Where(entry => time.GetElapsedTime(entry.At) <= Lifetime)
                .OrderBy(entry => entry.Node)
                .Take(count)
                .Select(entry => new AttestedNode(
                    entry.Pool, entry.Generation, entry.Node, entry.Epoch, entry.Attestation, time.GetElapsedTime(entry.At), entry.SeenRevision, entry.SettledRevision)),
        ];
    }

    /// <summary>What nodes of all pools told of their hosts' routes, and how long ago; only those that told any of it in the last while.</summary>
    public IReadOnlyList<(ToldRoutes Routes, TimeSpan Age)> RecentRoutes()
    {
        lock (gate)
        {
            var recent = new List<(ToldRoutes, TimeSpan)>();
            for (var entry = byAge.Last; entry is not null && time.GetElapsedTime(entry.Value.At) is var age && age <= ToldRoutes.Stale; entry = entry.Previous)
            {
                if (entry.Value.Routes is { } routes)
                {
                    recent.Add((routes, age));
                }
            }

            return recent;
        }
    }

    private sealed record Entry(
        PoolName Pool, long Generation, NodeId Node, Epoch Epoch, NodeAttestation Attestation, ToldRoutes? Routes, long At, long SeenRevision, long SettledRevision);
}
