using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Shards;
using ActorNet.Histories.Journal;
using ActorNet.Histories.Operations;

namespace ActorNet.Histories.Watching;

/// <summary>What a watch has to show of a journal: the contract of WatchLeases, from the events alone.</summary>
internal static class LeaseChanges
{
    /// <summary>All changes of a pool's leases, in order.</summary>
    public static IEnumerable<LeaseStep> Of(JournalContents journal, string pool)
    {
        var subnets = new Dictionary<(NodeId Node, Epoch Epoch), IReadOnlyList<Prefix>>();
        foreach (var (change, shard, revision) in journal.ShardEvents)
        {
            if (shard.Pool.Value != pool || change is not LeaseChanged changed || changed is QuarantineEnded)
            {
                continue;
            }

            var key = (changed.Node, changed.Epoch);
            if (changed is LeaseGranted granted)
            {
                subnets[key] = granted.Subnets;
            }

            var isPut = changed is LeaseGranted or LeaseUpdated or LeaseSuspected or LeaseHeardAgain or LeaseRevoked;
            yield return new LeaseStep(revision, isPut, new StoredLease(changed.Node.Value, changed.Epoch.Value, subnets.GetValueOrDefault(key) ?? []));
        }
    }
}

/// <summary>One change of a lease.</summary>
/// <param name="Revision">Its place in the cluster-wide order.</param>
/// <param name="IsPut">Put, or deleted.</param>
/// <param name="Lease">The lease; where it is deleted as it last was.</param>
internal sealed record LeaseStep(long Revision, bool IsPut, StoredLease Lease)
{
    public override string ToString() => $"the {(IsPut ? "put" : "deletion")} of {Lease} at {Revision}";
}
