using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Actors;

public sealed class FenceTests : IDisposable
{
    private readonly JournalFile journal = new();
    private readonly GatedProof gate = new();

    public void Dispose() => journal.Dispose();

    [Fact]
    public async Task The_proof_sees_a_newer_event()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var grant = await host.AskAsync(pool, Ask.Acquire("a"));
        var proof = new JournalOwnershipProof(host.System);

        Assert.True(await proof.IsLastAsync(grant.Position));
        await host.AcquireAsync(pool, "b");
        Assert.False(await proof.IsLastAsync(grant.Position));
        Assert.False(await proof.IsLastAsync(grant.Position with { SequenceNumber = 0 }));
        Assert.True(await proof.IsLastAsync(new JournalPosition("nobody", 0)));
    }

    [Fact]
    public async Task Every_incarnation_writes_before_it_serves()
    {
        await using var old = new AllocationHost(journal);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await old.AcquireAsync(pool, "a");
        await using var successor = new AllocationHost(journal);

        Assert.IsType<LeaseRenewal>(await successor.TellAsync(pool, Ask.Renew(lease)));

        Assert.Collection(
            journal.EventsOf(pool.ShardOf(lease.Node)),
            change => Assert.Equal(pool, Assert.IsType<ShardActivated>(change).Pool),
            change => Assert.IsType<BlocksReceived>(change),
            change => Assert.IsType<LeaseGranted>(change),
            change => Assert.IsType<ShardActivated>(change));
    }

    [Fact]
    public async Task What_is_answered_is_in_the_file()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 4);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async index =>
        {
            var (reply, position) = await host.AskAsync(pool, Ask.Acquire($"node-{index}"));
            var lease = Assert.IsType<LeaseGrant>(reply).Lease;
            Assert.InRange(position.SequenceNumber, 1, journal.LastSequenceNumber(position.PersistenceId));
            Assert.Contains(
                journal.EventsOf(pool.ShardOf(lease.Node)).Take((int)position.SequenceNumber),
                change => change is LeaseGranted granted && granted.Node == lease.Node && granted.Epoch == lease.Epoch);
        }));
    }

    [Fact]
    public async Task A_renewal_waits_for_a_proof_that_began_after_it()
    {
        await using var host = new AllocationHost(journal, proof: gate.Around);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await host.AcquireAsync(pool, "a");
        gate.Close();

        var first = host.TellAsync(pool, Ask.Renew(lease));
        await gate.NextAskedAsync();
        var second = host.TellAsync(pool, Ask.Renew(lease));
        Assert.False(first.IsCompleted);
        gate.Open();

        Assert.IsType<LeaseRenewal>(await first);
        Assert.IsType<LeaseRenewal>(await second);
        await gate.NextAskedAsync();
    }

    [Fact]
    public async Task A_proof_that_cannot_be_had_leaves_the_outcome_unknown()
    {
        await using var host = new AllocationHost(journal, proof: gate.Around);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await host.AcquireAsync(pool, "a");
        gate.Close();
        var renewal = host.TellAsync(pool, Ask.Renew(lease));
        await gate.NextAskedAsync();

        gate.Fail(new IOException("the journal is away"));

        Assert.IsType<OutcomeUnknown>(await renewal);
    }

    [Fact]
    public async Task A_superseded_shard_renews_nothing_and_stops()
    {
        await using var old = new AllocationHost(journal);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await old.AcquireAsync(pool, "a");
        await using var successor = new AllocationHost(journal);
        await successor.AcquireAsync(pool, "b");

        Assert.IsType<OutcomeUnknown>(await old.TellAsync(pool, Ask.Renew(lease)));
        Assert.IsType<OutcomeUnknown>(await old.TellAsync(pool, Ask.Renew(lease)));
    }

    [Fact]
    public async Task A_superseded_shard_confirms_no_lease_from_memory()
    {
        await using var old = new AllocationHost(journal);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        await old.AcquireAsync(pool, "a");
        await using var successor = new AllocationHost(journal);
        await successor.AcquireAsync(pool, "b");

        Assert.IsType<OutcomeUnknown>(await old.TellAsync(pool, Ask.Acquire("a")));
    }

    [Fact]
    public async Task A_superseded_shard_writes_nothing()
    {
        await using var old = new AllocationHost(journal);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        await old.AcquireAsync(pool, "a");
        await using var successor = new AllocationHost(journal);
        await successor.AcquireAsync(pool, "b");
        var events = journal.EventsOf(pool.Shards.Single()).Count;

        Assert.IsType<OutcomeUnknown>(await old.TellAsync(pool, Ask.Acquire("c")));
        Assert.Equal(events, journal.EventsOf(pool.Shards.Single()).Count);
        Assert.IsType<LeaseGrant>(await successor.TellAsync(pool, Ask.Acquire("c")));
    }

    [Fact]
    public async Task A_command_that_comes_to_another_nodes_shard_is_not_carried_out()
    {
        await using var host = new AllocationHost(journal);
        var pool = await host.CreateAsync("10.244.0.0/16", 24, shardCount: 2);
        await host.AcquireAsync(pool, "a");
        var wrong = pool.Shards.Single(shard => shard != pool.ShardOf(new NodeId("a")));

        Assert.IsType<OutcomeUnknown>((await host.AskAsync(wrong, Ask.Acquire("a"))).Reply);
        Assert.DoesNotContain(journal.EventsOf(wrong), change => change is LeaseGranted);
    }
}
