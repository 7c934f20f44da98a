using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;

namespace ActorNet.Allocation.Tests.Actors;

public sealed class FailingJournalTests : IDisposable
{
    private readonly JournalFile journal = new(lockTimeout: 2);

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task While_the_database_is_locked_the_outcome_is_unknown_and_then_all_goes_on()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await host.AcquireAsync(pool, "a");
        using (var other = journal.Open())
        {
            JournalFile.Execute(other, "BEGIN IMMEDIATE");
            Assert.IsType<OutcomeUnknown>(await host.TellAsync(pool, Ask.Acquire("b")));
            JournalFile.Execute(other, "ROLLBACK");
        }

        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("b"));
        Assert.IsType<LeaseRenewal>(await host.TellAsync(pool, Ask.Renew(lease)));
    }

    [Fact]
    public async Task While_the_journal_is_away_nothing_is_confirmed_and_then_all_goes_on()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await host.AcquireAsync(pool, "a");
        using (var other = journal.Open())
        {
            JournalFile.Execute(other, "ALTER TABLE journal RENAME TO gone");
            Assert.IsType<OutcomeUnknown>(await host.TellAsync(pool, Ask.Renew(lease)));
            Assert.IsType<OutcomeUnknown>(await host.TellAsync(pool, Ask.Acquire("b")));
            JournalFile.Execute(other, "ALTER TABLE gone RENAME TO journal");
        }

        await host.AskUntilAsync<LeaseRenewal>(pool, Ask.Renew(lease));
        await host.AskUntilAsync<LeaseGrant>(pool, Ask.Acquire("b"));
    }

    [Fact]
    public async Task More_commands_than_the_queue_holds_are_refused()
    {
        var gate = new GatedProof();
        await using var host = new AllocationHost(journal, limits: new FencedActorLimits { Waiting = 2, ProofsUnderWay = 1 }, proof: gate.Around);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await host.AcquireAsync(pool, "a");
        gate.Close();
        var underway = host.TellAsync(pool, Ask.Renew(lease));
        await gate.NextAskedAsync();

        var others = Enumerable.Range(0, 20).Select(_ => host.TellAsync(pool, Ask.Renew(lease))).ToList();
        await Eventually.HoldsAsync(() => others.Count(answer => answer.IsCompleted) >= 18);
        gate.Open();

        Assert.IsType<LeaseRenewal>(await underway);
        var answers = await Task.WhenAll(others);
        Assert.Equal(2, answers.Count(answer => answer is LeaseRenewal));
        Assert.Equal(18, answers.Count(answer => answer is QueueFull));
    }

    [Fact]
    public async Task A_shard_is_read_back_from_its_snapshot()
    {
        var limits = new FencedActorLimits { EventsPerSnapshot = 10 };
        await using var old = new AllocationHost(journal, limits: limits);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var shard = pool.Shards.Single().PersistenceId;
        var leases = new List<Lease>();
        for (var i = 0; i < 25; i++)
        {
            leases.Add(await old.AcquireAsync(pool, $"node-{i}"));
        }

        await Eventually.HoldsAsync(() => journal.LastSnapshot(shard) >= 20);
        using (var connection = journal.Open())
        {
            JournalFile.Execute(connection, $"DELETE FROM journal WHERE persistence_id = '{shard}' AND sequence_number <= {journal.LastSnapshot(shard)}");
        }

        await using var successor = new AllocationHost(journal, limits: limits);
        foreach (var lease in leases)
        {
            Assert.IsType<LeaseRenewal>(await successor.TellAsync(pool, Ask.Renew(lease)));
        }
    }

    [Fact]
    public async Task Snapshots_do_not_pile_up()
    {
        await using var host = new AllocationHost(journal, limits: new FencedActorLimits { EventsPerSnapshot = 5 });
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        for (var i = 0; i < 40; i++)
        {
            await host.AcquireAsync(pool, $"node-{i}");
        }

        await Eventually.HoldsAsync(() => journal.LastSnapshot(pool.Shards.Single().PersistenceId) >= 25);
        await Eventually.HoldsAsync(() => journal.Number("SELECT count(*) FROM snapshot WHERE persistence_id LIKE 'pool-shard%'") <= 2);
    }
}
