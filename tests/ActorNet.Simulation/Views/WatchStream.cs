using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Leases;

namespace ActorNet.Simulation.Views;

/// <summary>A replica's half of one watch, as <c>LeaseWatch</c> has it: from the revision that the caller knows, or from a snapshot that says why.</summary>
internal sealed class WatchStream(Replica replica, PoolSpec pool, long resumeRevision)
{
    private readonly int starts = replica.Starts;
    private long known = resumeRevision;
    private bool hasBegun;
    private int incarnation;

    public bool IsOpen => starts == replica.Starts;

    /// <summary>What is to be sent now.</summary>
    public IEnumerable<WatchLeasesResponse> Next()
    {
        var view = replica.View;
        var isBehind = view.State.Revision < known;
        if (!view.State.Pools.ContainsKey(pool.Name) || (isBehind && !hasBegun))
        {
            yield break; // It waits until it has got there.
        }

        var canGoOn = hasBegun ? view.Incarnation == incarnation : known > 0;
        (hasBegun, incarnation) = (true, view.Incarnation);
        if (!canGoOn || !view.History.Covers(known))
        {
            yield return Snapshot(view);
            known = view.State.Revision;
            yield break;
        }

        LeaseChange[] changes = [.. view.History.ChangesAfter(known).Where(change => change.Pool == pool.Name)];
        if (changes.Length > 0)
        {
            yield return Events(changes, view.State.Revision);
            known = view.State.Revision;
        }
    }

    /// <summary>How far the stream goes, and what is held there.</summary>
    public WatchLeasesResponse? Progress()
    {
        var view = replica.View;
        if (!hasBegun || view.Incarnation != incarnation || view.State.Revision < known || view.State.Pools.GetValueOrDefault(pool.Name) is not { } present)
        {
            return null;
        }

        var digest = present.Tally.Digest;
        return new WatchLeasesResponse
        {
            Revision = view.State.Revision,
            Progress = new WatchProgress { Digest = new LeaseDigest { LeaseCount = digest.Count, HashSum = digest.Sum } },
        };
    }

    private WatchLeasesResponse Snapshot(DirectoryView view)
    {
        var leases = view.State.Pools[pool.Name].Leases.After(node: null).Where(lease => lease.IsHeld);
        return new WatchLeasesResponse
        {
            Revision = view.State.Revision,
            Snapshot = new LeaseSnapshot { First = true, Last = true, Leases = { leases.Select(lease => LeaseMessages.WithoutAttributes(lease, pool)) } },
        };
    }

    private WatchLeasesResponse Events(LeaseChange[] changes, long revision) => new()
    {
        Revision = revision,
        Events = new LeaseEvents
        {
            Events = { changes.Select(change => new LeaseEvent { Type = change.Kind, Lease = LeaseMessages.WithoutAttributes(change.Lease, pool) }) },
        },
    };
}
