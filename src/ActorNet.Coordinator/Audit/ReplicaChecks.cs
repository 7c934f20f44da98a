using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas;
using ActorNet.Coordinator.Replicas.Wire;

namespace ActorNet.Coordinator.Audit;

/// <summary>The memories of all replicas against each other, at one revision.</summary>
internal static class ReplicaChecks
{
    /// <summary>What others have of a pool against what this replica has.</summary>
    public static CheckResult Of(DirectoryPool pool, long revision, IReadOnlyList<ReplicaAnswer<PoolState>> answers)
    {
        var own = StateDigests.Of(pool);
        var name = pool.Spec.Name;
        return new CheckResult(
            CheckNames.Replicas,
            answers.Count,
            [.. answers.Where(answer => answer.Value is { } other && !other.Equals(own)).Select(answer => Differs(name, revision, own, answer.Replica, answer.Value!))],
            [.. answers.Where(answer => answer.Value is null).Select(answer => Unknown(name, revision, answer.Replica, answer.Failure, answer.HasAnswered))]);
    }

    /// <summary>A replica that did not say what there was to say.</summary>
    public static Finding Unknown(PoolName pool, long revision, string replica, string failure, bool hasAnswered) => new(
        hasAnswered ? AuditCodes.ReplicaBehind : AuditCodes.ReplicaSilent,
        $"replica {replica} does not say what it has of pool {pool} at revision {revision}: {failure}",
        "see in 'actornet status' whether it is well; then audit again")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["replica"] = replica, ["pool"] = pool.Value, ["revision"] = $"{revision}" },
    };

    private static Finding Differs(PoolName pool, long revision, PoolState own, string replica, PoolState other)
    {
        var shards = own.Shards.Concat(other.Shards)
            .Select(shard => shard.Index)
            .Distinct()
            .Where(index => !Equals(Find(own, index), Find(other, index)))
            .Order();
        return new Finding(
            AuditCodes.ReplicaDiffers,
            $"replica {replica} has something else of pool {pool} at revision {revision} than this one, in shards {string.Join(' ', shards)}: "
                + $"{Held(other)} held and {Quarantined(other)} quarantined leases there, {Held(own)} and {Quarantined(own)} here",
            "each replica compares itself with the shards every minute and reads the journal anew where it is wrong; if it is found again after that, restart the one that SHARD_DIFFERS names, or both")
        {
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["replica"] = replica,
                ["pool"] = pool.Value,
                ["revision"] = $"{revision}",
                ["shards"] = string.Join(' ', shards),
                ["held"] = $"{Held(own)}",
                ["other_held"] = $"{Held(other)}",
                ["quarantined"] = $"{Quarantined(own)}",
                ["other_quarantined"] = $"{Quarantined(other)}",
            },
        };
    }

    private static ShardState? Find(PoolState state, int index) => state.Shards.FirstOrDefault(shard => shard.Index == index);

    private static long Held(PoolState state) => state.Shards.Sum(shard => shard.Held);

    private static long Quarantined(PoolState state) => state.Shards.Sum(shard => shard.Quarantined);
}
