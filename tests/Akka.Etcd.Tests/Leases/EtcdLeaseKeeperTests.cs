using ActorNet.Testing;
using Akka.Etcd.Errors;
using Akka.Etcd.Leases;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Akka.Etcd.Tests.Leases;

public sealed class EtcdLeaseKeeperTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_that_is_kept_outlives_its_time_to_live_and_ends_with_its_keeper()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        await using var keeper = await EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromSeconds(12), cancellation: Cancellation);
        await connection.PutAsync("key", "value", keeper.LeaseId);

        await Task.Delay(keeper.TimeToLive * 1.25, Cancellation);
        Assert.True(keeper.IsHeld);
        Assert.Equal("value", await connection.GetAsync("key"));

        await keeper.DisposeAsync();
        Assert.Null(await connection.GetAsync("key"));
        Assert.True(keeper.Lost.IsCanceled);
        Assert.False(keeper.IsHeld);
    }

    [Fact]
    public async Task Whoever_ends_a_lease_that_another_is_ending_waits_until_it_is_gone()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        await using var keeper = await EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromMinutes(1), cancellation: Cancellation);
        await connection.PutAsync("key", "value", keeper.LeaseId);

        await cluster.Members[0].PauseAsync();
        var first = keeper.DisposeAsync();
        var second = keeper.DisposeAsync();
        Assert.False(second.IsCompleted);
        await cluster.Members[0].ResumeAsync();

        await second;
        Assert.Null(await connection.GetAsync("key"));
        await first;
    }

    [Fact]
    public async Task A_lease_with_a_number_that_several_know_is_made_once()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();

        Assert.Equal(4711, (await connection.GrantLeaseAsync(4711, TimeSpan.FromMinutes(1), Cancellation)).ID);

        var refusal = await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.GrantLeaseAsync(4711, TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.Code);
        Assert.NotNull(await connection.KeepLeaseAliveAsync(4711, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => connection.GrantLeaseAsync(-1, TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task A_lease_that_etcd_has_no_more_is_lost()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        await using var keeper = await EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromSeconds(15), cancellation: Cancellation);

        await connection.RevokeLeaseAsync(keeper.LeaseId, Cancellation);

        var loss = await keeper.Lost.WaitAsync(Bound, Cancellation);
        Assert.Equal(keeper.LeaseId, loss.LeaseId);
        Assert.Contains("no such lease", loss.Message, StringComparison.Ordinal);
        Assert.False(keeper.IsHeld);
    }

    [Fact]
    public async Task A_lease_is_lost_at_the_deadline_when_etcd_says_nothing()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.ConnectImpatiently();
        var keeper = await EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromSeconds(6), cancellation: Cancellation);
        await cluster.Members[0].KillAsync();

        var loss = await keeper.Lost.WaitAsync(Bound, Cancellation);
        Assert.Contains("did not answer", loss.Message, StringComparison.Ordinal);
        Assert.False(keeper.IsHeld);
        await keeper.DisposeAsync();
    }

    [Fact]
    public async Task The_deadline_is_counted_from_the_sending_of_what_was_answered()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        var time = new FakeTimeProvider();
        await cluster.Members[0].PauseAsync();
        var starting = EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromSeconds(60), time, Cancellation);
        time.Advance(TimeSpan.FromSeconds(7));
        await cluster.Members[0].ResumeAsync();

        await using var keeper = await starting;
        Assert.Equal(TimeSpan.FromSeconds(53), keeper.Remaining);
    }

    [Fact]
    public async Task A_pause_of_this_process_beyond_the_deadline_is_noticed_at_once()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        var time = new FakeTimeProvider();
        await using var keeper = await EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromSeconds(60), time, Cancellation);
        Assert.True(keeper.IsHeld);

        time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(keeper.IsHeld);
        await keeper.Lost.WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task A_lease_survives_the_loss_of_the_member_in_use()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        await using var connection = cluster.Connect();
        await using var keeper = await EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromSeconds(15), cancellation: Cancellation);
        await connection.PutAsync("key", "value", keeper.LeaseId);

        var inUse = cluster.Members.Single(member => member.Url == connection.Current.OriginalString);
        await inUse.KillAsync();
        var (killed, deadline) = (TimeProvider.System.GetTimestamp(), keeper.Remaining);

        await Eventually.HoldsAsync(
            "another member extends it",
            () => Task.FromResult(TimeProvider.System.GetElapsedTime(killed) + keeper.Remaining > deadline + TimeSpan.FromSeconds(1)));
        Assert.True(keeper.IsHeld);
        Assert.Equal("value", await connection.GetAsync("key"));
    }

    [Fact]
    public async Task A_keeper_whose_connection_is_closed_says_that_the_lease_is_lost()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var connection = cluster.Connect();
        await using var keeper = await EtcdLeaseKeeper.StartAsync(connection, TimeSpan.FromSeconds(2), cancellation: Cancellation);

        await connection.DisposeAsync();

        await keeper.Lost.WaitAsync(Bound, Cancellation);
        Assert.False(keeper.IsHeld);
    }
}
