using ActorNet.Testing;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Etcdserverpb;

namespace Akka.Etcd.Tests.Watching;

public sealed class EtcdWatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_comes_whole_and_in_its_own_order()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        var request = new TxnRequest();
        string[] keys = ["key/c", "key/a", "key/b"];
        request.Success.AddRange(keys.Select(key => TestConnection.Put(key, "value").Success[0]));
        await connection.TransactAsync(request, Cancellation);

        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("key/"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());

        Assert.Equal(keys, watch.Current.Events.Select(change => change.Kv.Key.ToStringUtf8()));
    }

    /// <summary>What is larger than one message may be comes in fragments, and is put together.</summary>
    [Fact]
    public async Task A_history_of_many_mebibytes_comes_whole()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        var value = new string('x', 1_000_000);
        for (var index = 0; index < 20; index++)
        {
            await connection.PutAsync($"key/{index:00}", value);
        }

        var keys = new List<string>();
        await foreach (var changes in connection.WatchAsync(EtcdKeyRange.WithPrefix("key/"), 1, Cancellation))
        {
            keys.AddRange(changes.Events.Select(change => change.Kv.Key.ToStringUtf8()));
            if (keys.Count >= 20)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(index => $"key/{index:00}"), keys);
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_the_members_in_use_are_killed_paused_and_restarted()
    {
        await using var cluster = await EtcdCluster.StartAsync(3);
        await using var watching = cluster.ConnectImpatiently();
        await using var writing = cluster.ConnectImpatiently();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var watched = CollectAsync(watching);
        var writers = Enumerable.Range(0, 8).Select(writer => WriteAsync(writing, writer, enough.Token)).ToList();

        for (var round = 0; round < 3; round++)
        {
            await UntilWrittenMoreAsync(writing);
            var used = cluster.Members.Single(member => new Uri(member.Url) == watching.Current);
            await used.KillAsync();
            await UntilWrittenMoreAsync(writing);
            used.Start();
            await cluster.WaitUntilServingAsync();

            used = cluster.Members.Single(member => new Uri(member.Url) == watching.Current);
            await used.PauseAsync();
            await Eventually.HoldsAsync("the watch uses another member", () => Task.FromResult(watching.Current != new Uri(used.Url)));
            await UntilWrittenMoreAsync(writing);
            await used.ResumeAsync();
            await cluster.WaitUntilServingAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
        await writing.PutUntilDoneAsync("key/end", "value");

        var seen = await watched.WaitAsync(TimeSpan.FromSeconds(90), Cancellation);
        Assert.Equal(await HistoryAsync(cluster), seen);
        TestContext.Current.SendDiagnosticMessage("{0} changes", seen.Count);
    }

    [Fact]
    public async Task A_watch_from_a_compacted_revision_names_the_oldest_one_left()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        await connection.PutAsync("key", "one");
        var oldest = (await connection.PutAsync("key", "two")).Header.Revision;
        await connection.PutAsync("key", "three");
        await cluster.ControlAsync("compact", $"{oldest}");

        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("key"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        var compacted = await Assert.ThrowsAsync<EtcdCompactedException>(() => watch.MoveNextAsync().AsTask());

        Assert.Equal(oldest, compacted.OldestRevision);
        Assert.Contains($"{oldest}", compacted.Message, StringComparison.Ordinal);
        await using var again = connection.WatchAsync(EtcdKeyRange.WithPrefix("key"), oldest, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await again.MoveNextAsync());
        Assert.Equal(oldest, again.Current.Events[0].Kv.ModRevision);
    }

    [Fact]
    public async Task A_watch_that_was_interrupted_over_a_compaction_says_that_it_missed_something()
    {
        await using var cluster = await EtcdCluster.StartAsync(2);
        await using var connection = cluster.Connect();
        await connection.PutAsync("key", "one");
        await using var watch = connection.WatchAsync(EtcdKeyRange.WithPrefix("key"), 1, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());

        // Paused itself: nobody asks for what comes next, so that it is still to be read when the members are gone.
        foreach (var member in cluster.Members)
        {
            await member.KillAsync();
        }

        cluster.Members.ToList().ForEach(member => member.Start());
        await cluster.WaitUntilServingAsync();
        await cluster.ControlAsync("put", "key", "two");
        await cluster.ControlAsync("put", "key", "three");
        var revision = (await connection.ReadAsync(new RangeRequest { Key = Google.Protobuf.ByteString.CopyFromUtf8("key") }, Cancellation)).Header.Revision;
        await cluster.ControlAsync("compact", $"{revision}");

        var compacted = await Assert.ThrowsAsync<EtcdCompactedException>(() => watch.MoveNextAsync().AsTask());
        Assert.Equal(revision, compacted.OldestRevision);
    }

    private static async Task<List<(long Revision, string Key)>> CollectAsync(EtcdConnection connection)
    {
        var seen = new List<(long, string)>();
        await foreach (var changes in connection.WatchAsync(EtcdKeyRange.WithPrefix("key/"), 1, Cancellation))
        {
            seen.AddRange(changes.Events.Select(change => (change.Kv.ModRevision, change.Kv.Key.ToStringUtf8())));
            if (seen[^1].Item2 == "key/end")
            {
                break;
            }
        }

        return seen;
    }

    private static async Task WriteAsync(EtcdConnection connection, int writer, CancellationToken enough)
    {
        for (var index = 0; !enough.IsCancellationRequested; index++)
        {
            try
            {
                await connection.PutAsync($"key/{writer}/{index}", "value");
            }
            catch (EtcdOutcomeUnknownException)
            {
            }
        }
    }

    private static async Task UntilWrittenMoreAsync(EtcdConnection connection)
    {
        var begin = (await connection.PutUntilDoneAsync("other", "value")).Header.Revision;
        await Eventually.HoldsAsync("more is written", async () => (await connection.PutUntilDoneAsync("other", "value")).Header.Revision > begin + 500);
    }

    /// <summary>All that was written, as the cluster itself tells it in one piece when nothing disturbs it any more.</summary>
    private static async Task<List<(long Revision, string Key)>> HistoryAsync(EtcdCluster cluster)
    {
        await using var connection = cluster.Connect();
        var all = await connection.ReadAsync(
            new RangeRequest { Key = EtcdKeyRange.WithPrefix("key/").Start, RangeEnd = EtcdKeyRange.WithPrefix("key/").End, KeysOnly = true },
            Cancellation);
        return [.. all.Kvs.OrderBy(entry => entry.ModRevision).Select(entry => (entry.ModRevision, entry.Key.ToStringUtf8()))];
    }
}
