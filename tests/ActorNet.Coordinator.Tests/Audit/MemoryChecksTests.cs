using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Audit;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Replicas;
using ActorNet.Coordinator.Replicas.Wire;

namespace ActorNet.Coordinator.Tests.Audit;

/// <summary>What shards, replicas and journals have against what this replica has.</summary>
public sealed class MemoryChecksTests
{
    private readonly AuditedPool pool = AuditedPool.Healthy();

    private ShardKey Shard => pool.Spec.Shards.First();

    [Fact]
    public void A_shard_that_holds_what_is_shown_is_right()
    {
        var digest = DirectoryDigest.Of(pool.State, Shard);

        var result = ShardChecks.Of(Compared(digest, digest));

        Assert.Equal((1, 0, 0), (result.Examined, result.Findings.Count, result.Unknowns.Count));
    }

    [Fact]
    public void A_shard_that_holds_something_else_than_is_shown_is_found()
    {
        var shown = DirectoryDigest.Of(pool.State, Shard);

        var finding = Assert.Single(ShardChecks.Of(Compared(shown.Add(7), shown)).Findings);

        Assert.Equal((AuditCodes.ShardDiffers, "2", "1", "40"), (finding.Code, finding.Metadata["held"], finding.Metadata["shown"], finding.Metadata["position"]));
    }

    [Theory]
    [InlineData((int)ShardComparisonOutcome.Silent, AuditCodes.ShardSilent)]
    [InlineData((int)ShardComparisonOutcome.NotRead, AuditCodes.ShardTooFar)]
    [InlineData((int)ShardComparisonOutcome.Forgotten, AuditCodes.ShardTooFar)]
    public void A_shard_that_cannot_be_compared_is_told_as_such(int outcome, string code)
    {
        var result = ShardChecks.Of(new ShardComparison(Shard, (ShardComparisonOutcome)outcome, new JournalPosition(Shard.PersistenceId, 40), null));

        Assert.Empty(result.Findings);
        Assert.Equal(code, Assert.Single(result.Unknowns).Code);
    }

    [Fact]
    public void A_replica_with_the_same_memory_is_right() => Assert.Empty(Replicas(StateDigests.Of(AuditedPool.Healthy().Pool)).Findings);

    [Fact]
    public void A_replica_that_lacks_a_lease_is_found_with_its_shard()
    {
        var other = AuditedPool.Healthy();
        other.Leased(1, other.NodeOf(1, 2), 3, "10.0.18.0/24");

        var finding = Assert.Single(Replicas(StateDigests.Of(other.Pool)).Findings);

        Assert.Equal((AuditCodes.ReplicaDiffers, "b:7411", "1"), (finding.Code, finding.Metadata["replica"], finding.Metadata["shards"]));
        Assert.Equal(("2", "3"), (finding.Metadata["held"], finding.Metadata["other_held"]));
    }

    [Fact]
    public void A_replica_that_has_another_epoch_or_other_blocks_is_found()
    {
        var epoch = AuditedPool.Healthy();
        epoch.Leased(0, epoch.NodeOf(0), 2, "10.0.0.0/24");
        var blocks = AuditedPool.Healthy();
        blocks.Received(1, 2, "10.0.32.0/20");

        Assert.Single(Replicas(StateDigests.Of(epoch.Pool)).Findings);
        Assert.Single(Replicas(StateDigests.Of(blocks.Pool)).Findings);
    }

    [Fact]
    public void A_replica_that_does_not_answer_and_one_that_does_not_know_are_told_apart()
    {
        var silent = ReplicaChecks.Of(pool.Pool, 9, [new ReplicaAnswer<PoolState>("b:7411", null, "it did not answer within 2 s", HasAnswered: false)]);
        var behind = ReplicaChecks.Of(pool.Pool, 9, [new ReplicaAnswer<PoolState>("b:7411", null, "revision 9 is not kept any more", HasAnswered: true)]);

        Assert.Equal(AuditCodes.ReplicaSilent, Assert.Single(silent.Unknowns).Code);
        Assert.Equal(AuditCodes.ReplicaBehind, Assert.Single(behind.Unknowns).Code);
        Assert.Empty(silent.Findings.Concat(behind.Findings));
    }

    [Fact]
    public void Memory_that_the_journals_do_not_make_is_found()
    {
        var other = AuditedPool.Healthy();
        other.Leased(1, other.NodeOf(1, 2), 3, "10.0.18.0/24");

        Assert.Empty(JournalReading.Compare(AuditedPool.Healthy().State, pool.State, pool: null));
        var finding = Assert.Single(JournalReading.Compare(other.State, pool.State, pool: null));

        Assert.Equal((AuditCodes.MemoryDiffersFromJournal, "2", "3"), (finding.Code, finding.Metadata["held"], finding.Metadata["journal_held"]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void An_event_that_is_not_there_is_found_the_first_one_too(long second)
    {
        var state = second == 2 ? DirectoryState.Empty : JournalReading.Take(DirectoryState.Empty, new JournalEvent("pools", 1, 1, "anything"));

        var gap = Assert.Throws<JournalGapException>(() => JournalReading.Take(state, new JournalEvent("pools", second, 2, "anything")));

        Assert.Equal((second - 1, second), (gap.Expected, gap.Entry.SequenceNumber));
        Assert.Equal(AuditCodes.JournalGap, JournalChecks.Gap(new JournalPosition("pools", second), gap.Expected, 2).Code);
    }

    private static ShardComparison Compared(Allocation.Leases.LeaseDigest held, Allocation.Leases.LeaseDigest shown)
    {
        var shard = AuditedPool.Healthy().Spec.Shards.First();
        var position = new JournalPosition(shard.PersistenceId, 40);
        return new ShardComparison(shard, ShardComparisonOutcome.Compared, position, new DigestComparison(position, held, shown));
    }

    private CheckResult Replicas(PoolState other) => ReplicaChecks.Of(pool.Pool, 9, [new ReplicaAnswer<PoolState>("b:7411", other, string.Empty, HasAnswered: true)]);
}
