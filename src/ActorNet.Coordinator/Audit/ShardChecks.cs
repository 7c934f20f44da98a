using System.Globalization;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Audit;

/// <summary>What shards have in memory, asked with a proof that they own their journals, against what their journals made of the directory.</summary>
internal static class ShardChecks
{
    /// <summary>One shard's answer.</summary>
    public static CheckResult Of(ShardComparison comparison) => comparison switch
    {
        { Digests: { IsEqual: true } } => CheckResult.Of(CheckNames.Shards, 1, []),
        { Digests: { } digests } => CheckResult.Of(CheckNames.Shards, 1, [Differs(comparison.Shard, digests)]),
        _ => new CheckResult(CheckNames.Shards, 1, [], [Unknown(comparison)]),
    };

    private static Finding Differs(ShardKey shard, DigestComparison digests) => new(
        AuditCodes.ShardDiffers,
        $"shard {shard.Index} of pool {shard.Pool} holds {digests.Held.Count} leases after event {digests.Position.SequenceNumber} of its journal, "
            + $"and this replica shows {digests.Shown.Count}, or others: {digests.Held.Sum:x16} against {digests.Shown.Sum:x16}",
        "this replica reads the journal anew within a minute; if it is found again, let the shard begin again by restarting the replica that runs it")
    {
        Metadata = Evidence(shard)
            .With("position", $"{digests.Position.SequenceNumber}")
            .With("held", $"{digests.Held.Count}")
            .With("held_sum", $"{digests.Held.Sum:x16}")
            .With("shown", $"{digests.Shown.Count}")
            .With("shown_sum", $"{digests.Shown.Sum:x16}"),
    };

    private static Finding Unknown(ShardComparison comparison) => comparison.Outcome switch
    {
        ShardComparisonOutcome.Silent => new Finding(
            AuditCodes.ShardSilent,
            $"shard {comparison.Shard.Index} of pool {comparison.Shard.Pool} did not answer within {ShardComparer.Patience.TotalSeconds} s",
            "see in 'actornet shards' where it runs, and in 'actornet status' whether that replica and the store are well; then audit again")
        {
            Metadata = Evidence(comparison.Shard),
        },
        _ => new Finding(
            AuditCodes.ShardTooFar,
            $"shard {comparison.Shard.Index} of pool {comparison.Shard.Pool} answered for event {comparison.Position.SequenceNumber} of its journal, "
                + (comparison.Outcome == ShardComparisonOutcome.NotRead ? "which this replica has not read in time" : "whose state this replica has forgotten"),
            "audit again when there is less to do")
        {
            Metadata = Evidence(comparison.Shard).With("position", comparison.Position.SequenceNumber.ToString(CultureInfo.InvariantCulture)),
        },
    };

    private static Dictionary<string, string> Evidence(ShardKey shard) => new(StringComparer.Ordinal)
    {
        ["pool"] = shard.Pool.Value,
        ["shard"] = shard.Index.ToString(CultureInfo.InvariantCulture),
    };
}
