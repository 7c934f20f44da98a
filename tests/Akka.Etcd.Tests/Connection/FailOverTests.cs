using ActorNet.Testing;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;

namespace Akka.Etcd.Tests.Connection;

public sealed class FailOverTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_transaction_succeeds_when_the_member_in_use_is_killed()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        var follower = await FindFollowerAsync(cluster);
        await using var connection = await TestConnection.ConnectToAsync(cluster.Settings().Impatient(), follower);

        await follower.KillAsync();

        await connection.PutUntilDoneAsync("key", "value");
        Assert.Equal("value", await connection.GetAsync("key"));
        Assert.NotEqual(new Uri(follower.Url), connection.Current);
    }

    [Fact]
    public async Task The_next_transaction_succeeds_when_the_member_in_use_is_paused()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        var follower = await FindFollowerAsync(cluster);
        await using var connection = await TestConnection.ConnectToAsync(cluster.Settings().Impatient(), follower);

        await follower.PauseAsync();

        await connection.PutUntilDoneAsync("key", "value");
        Assert.NotEqual(new Uri(follower.Url), connection.Current);
    }

    /// <summary>To a client, a member that is cut off from the others is one of a cluster whose others are dead.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_transaction_succeeds_when_the_member_in_use_has_lost_the_quorum(bool isLeader)
    {
        await using var whole = await EtcdCluster.StartAsync();
        await using var torn = await EtcdCluster.StartAsync(2);
        var leader = await torn.FindLeaderAsync();
        var used = torn.Members.Single(member => member == leader == isLeader);
        await using var connection = await TestConnection.ConnectToAsync(TestConnection.Settings([used.Url, .. whole.Endpoints]).Impatient(), used);

        await torn.Members.Single(member => member != used).KillAsync();

        await connection.PutUntilDoneAsync("key", "value");
        Assert.Equal(new Uri(whole.Members[0].Url), connection.Current);
    }

    [Fact]
    public async Task A_member_that_was_killed_is_used_again_when_it_is_back()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.ConnectImpatiently();
        await connection.PutUntilDoneAsync("before", "value");
        await cluster.Members[0].KillAsync();
        await Assert.ThrowsAsync<EtcdOutcomeUnknownException>(() => connection.PutAsync("while", "value"));

        cluster.Members[0].Start();

        await connection.PutUntilDoneAsync("after", "value");
    }

    [Fact]
    public async Task A_cluster_that_comes_up_later_is_found()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await cluster.Members[0].KillAsync();
        await using var connection = cluster.Connect();
        var reading = connection.GetAsync("key");
        var writing = connection.PutUntilDoneAsync("key", "value");

        cluster.Members[0].Start();

        await reading;
        await writing;
    }

    [Fact]
    public async Task An_outage_is_told_in_few_lines_however_many_calls_fail()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        var log = new RecordingLog();
        await using var connection = cluster.ConnectImpatiently(log);
        await connection.PutUntilDoneAsync("before", "value");
        foreach (var member in cluster.Members)
        {
            await member.KillAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Assert.ThrowsAsync<EtcdOutcomeUnknownException>(() => connection.PutAsync("while", "value"))));
        var during = log.Lines.Count;
        cluster.Members.ToList().ForEach(member => member.Start());
        await connection.PutUntilDoneAsync("after", "value");

        Assert.InRange(during, 1, 4);
        Assert.Single(log.Lines, line => line.Contains("no etcd member serves", StringComparison.Ordinal));
        Assert.Single(log.Lines, line => line.Contains("serves again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_no_connection_could_be_made_for_goes_to_another_member()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        for (var start = 0; start < 8; start++)
        {
            await using var connection = new EtcdConnection(TestConnection.Settings(["http://127.0.0.1:1", .. cluster.Endpoints]));
            await connection.PutAsync("key", "value");
        }
    }

    [Fact]
    public async Task Calls_under_way_end_when_the_connection_is_closed()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        var connection = cluster.Connect();
        await connection.PutAsync("key", "value");
        await cluster.Members[0].PauseAsync();
        var write = connection.PutAsync("key", "other");
        var read = connection.GetAsync("key");
        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("key"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        var change = watch.MoveNextAsync();

        await connection.DisposeAsync();

        await Assert.ThrowsAsync<EtcdOutcomeUnknownException>(() => write);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => change.AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.PutAsync("key", "later"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.GetAsync("key"));
    }

    private static async Task<EtcdMemberProcess> FindFollowerAsync(EtcdCluster cluster)
    {
        var leader = await cluster.FindLeaderAsync();
        return cluster.Members.First(member => member != leader);
    }
}
