using System.Globalization;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Directory.Ledger;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// What was noticed while the journals were followed. That no event was left out is not looked at again: the directory takes no event but the next one
/// of each journal, and reads everything anew where there is another.
/// </summary>
internal static class JournalChecks
{
    /// <summary>The faults in the journals of one pool.</summary>
    public static CheckResult Of(DirectoryState state, DirectoryPool pool) => CheckResult.Of(
        CheckNames.Journals,
        pool.Spec.Shards.Count(shard => state.Positions.ContainsKey(shard.PersistenceId)),
        [.. pool.Ledger.Faults.Select(fault => ToFinding(fault, pool))]);

    /// <summary>An event is not there.</summary>
    public static Finding Gap(JournalPosition found, long expected, long revision) => new(
        AuditCodes.JournalGap,
        $"in journal {found.PersistenceId}, event {found.SequenceNumber} at revision {revision} comes where {expected} is next: events are missing",
        "stop the coordinators and restore the store from a backup that has them; whoever reads the journal now has a state that never was")
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["journal"] = found.PersistenceId,
            ["position"] = Number(found.SequenceNumber),
            ["expected"] = Number(expected),
            ["revision"] = Number(revision),
        },
    };

    private static Finding ToFinding(JournalFault fault, DirectoryPool pool) => fault.Kind switch
    {
        JournalFaultKind.EpochNotHigher => new Finding(
            AuditCodes.EpochNotHigher,
            $"shard {fault.Shard.Index} of pool {pool.Spec.Name} granted node {fault.Node} a lease of epoch {fault.Found}, but the shard's next epoch had to be {fault.Expected}",
            $"who has two claims to compare may take the wrong one: release the node's lease, so that it gets a higher epoch ('actornet lease release {fault.Node} --pool {pool.Spec.Name}')")
        {
            Metadata = Evidence(fault).With("node", fault.Node),
        },
        JournalFaultKind.NodeOfOtherShard => new Finding(
            AuditCodes.NodeInWrongShard,
            $"shard {fault.Found} of pool {pool.Spec.Name} granted node {fault.Node} a lease, but the node's shard is {fault.Expected}",
            "release the lease: the node's own shard gives it another one when it asks again")
        {
            Metadata = Evidence(fault).With("node", fault.Node).With("expected_shard", fault.Expected),
        },
        JournalFaultKind.MoveOutOfOrder => new Finding(
            AuditCodes.MoveOutOfOrder,
            $"in journal {fault.Position.PersistenceId}, event {fault.Position.SequenceNumber} has {fault.Found} of shard {fault.Shard.Index} where {fault.Expected} is next",
            "two owners of one journal, or lost events: see in the coordinators' logs who wrote at that time, and check the shard's blocks")
        {
            Metadata = Evidence(fault),
        },
        JournalFaultKind.MoveDiffers => new Finding(
            AuditCodes.MoveDiffers,
            $"in journal {fault.Position.PersistenceId}, event {fault.Position.SequenceNumber} has {fault.Found}, but the other side's journal has {fault.Expected}",
            "two owners of one journal, or lost events: see in the coordinators' logs who wrote at that time, and check the shard's blocks")
        {
            Metadata = Evidence(fault),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "not a fault that can be told"),
    };

    private static Dictionary<string, string> Evidence(JournalFault fault) => new(StringComparer.Ordinal)
    {
        ["pool"] = fault.Shard.Pool.Value,
        ["shard"] = Number(fault.Shard.Index),
        ["journal"] = fault.Position.PersistenceId,
        ["position"] = Number(fault.Position.SequenceNumber),
        ["revision"] = Number(fault.Revision),
        ["found"] = fault.Found,
        ["expected"] = fault.Expected,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
