using ActorNet.Testing;

namespace Akka.Coordination.Etcd.Tests;

public sealed class LeaseLossTests : IAsyncLifetime
{
    private LeaseSystems systems = null!;
    private Lease lease = null!;
    private int losses;
    private Exception? reason;

    public async ValueTask InitializeAsync()
    {
        systems = await LeaseSystems.StartAsync();
        lease = systems.Lease("l", "a:1");
    }

    public ValueTask DisposeAsync() => systems.DisposeAsync();

    [Fact]
    public async Task An_owner_that_etcd_does_not_answer_loses_its_lease_is_told_once_and_gets_it_again()
    {
        lease = systems.Lease("l", "a:1", LeaseSystems.Brief);
        Assert.True(await lease.Acquire(Lose));
        await systems.Etcd.Members[0].PauseAsync();

        await LostAsync();
        Assert.False(lease.CheckLease());

        await systems.Etcd.Members[0].ResumeAsync();
        await Eventually.HoldsAsync("it is acquired again", TryAcquireAsync);
        Assert.True(lease.CheckLease());
        Assert.Equal(1, losses);
    }

    [Fact]
    public async Task A_key_deleted_by_hand_is_a_lost_lease()
    {
        Assert.True(await lease.Acquire(Lose));

        await systems.Etcd.ControlAsync("del", "akka/leases/l");

        await LostAsync();
        Assert.False(lease.CheckLease());
        Assert.True(await systems.Lease("l", "b:1").Acquire());
        Assert.False(await lease.Acquire());
    }

    [Fact]
    public async Task Who_acquires_what_was_deleted_by_hand_has_it_in_etcd_again()
    {
        Assert.True(await lease.Acquire());
        await systems.Etcd.ControlAsync("del", "akka/leases/l");

        Assert.True(await lease.Acquire());

        Assert.NotEmpty(await systems.Etcd.ControlAsync("get", "akka/leases/l"));
    }

    [Fact]
    public async Task The_callback_of_the_last_call_counts()
    {
        Assert.True(await lease.Acquire(_ => Assert.Fail("this one is replaced")));
        Assert.True(await lease.Acquire(Lose));

        await systems.Etcd.ControlAsync("del", "akka/leases/l");

        await LostAsync();
    }

    [Fact]
    public async Task A_lease_that_is_released_is_not_lost()
    {
        Assert.True(await lease.Acquire(Lose));

        Assert.True(await lease.Release());

        Assert.True(await lease.Acquire(Lose));
        Assert.True(await lease.Release());
        Assert.Equal(0, losses);
    }

    [Fact]
    public async Task Without_etcd_acquiring_fails_and_releasing_says_false()
    {
        lease = systems.Lease("l", "a:1", LeaseSystems.Brief);
        Assert.True(await lease.Acquire());
        await systems.Etcd.Members[0].KillAsync();

        await Assert.ThrowsAnyAsync<LeaseException>(() => systems.Lease("l", "b:1", LeaseSystems.Brief).Acquire());
        Assert.False(await lease.Release());
        Assert.False(lease.CheckLease());
    }

    [Fact]
    public async Task With_etcd_paused_acquiring_fails_within_the_operation_timeout()
    {
        lease = systems.Lease("l", "a:1", LeaseSystems.Brief);
        await systems.Etcd.Members[0].PauseAsync();

        await Assert.ThrowsAnyAsync<LeaseException>(() => lease.Acquire());

        await systems.Etcd.Members[0].ResumeAsync();
        await Eventually.HoldsAsync("it is acquired", TryAcquireAsync);
    }

    /// <summary>An etcd that has just come back may still be slower than the time that there is.</summary>
    private async Task<bool> TryAcquireAsync()
    {
        try
        {
            return await lease.Acquire();
        }
        catch (LeaseException)
        {
            return false;
        }
    }

    private void Lose(Exception why)
    {
        reason = why;
        Interlocked.Increment(ref losses);
    }

    private async Task LostAsync()
    {
        await Eventually.HoldsAsync("the owner is told", () => Task.FromResult(Volatile.Read(ref losses) > 0));
        Assert.IsType<LeaseException>(reason, exactMatch: false);
    }
}
