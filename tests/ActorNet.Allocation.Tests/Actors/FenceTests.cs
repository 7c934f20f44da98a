using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;

namespace ActorNet.Allocation.Tests.Actors;

public sealed class FenceTests : IDisposable
{
    private readonly JournalFile journal = new();

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
    public async Task A_superseded_shard_renews_nothing()
    {
        await using var old = new AllocationHost(journal);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        var lease = await old.AcquireAsync(pool, "a");
        await using var successor = new AllocationHost(journal);
        await successor.AcquireAsync(pool, "b");

        Assert.IsType<OutcomeUnknown>(await old.TellAsync(pool, Ask.Renew(lease)));
    }

    [Fact]
    public async Task A_superseded_shard_writes_nothing()
    {
        await using var old = new AllocationHost(journal);
        var pool = await old.CreateAsync("10.244.0.0/16", 24, shardCount: 1);
        await old.AcquireAsync(pool, "a");
        await using var successor = new AllocationHost(journal);
        await successor.AcquireAsync(pool, "b");

        Assert.IsType<OutcomeUnknown>(await old.TellAsync(pool, Ask.Acquire("c")));
        Assert.IsType<LeaseGrant>(await successor.TellAsync(pool, Ask.Acquire("c")));
    }
}
