using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Core;

namespace Akka.Etcd.Tests.Errors;

public sealed class OutcomeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>1.5 MiB is etcd's own limit, 2 MiB that of its gRPC server: two different refusals.</summary>
    [Theory]
    [InlineData(1_600_000)]
    [InlineData(3_000_000)]
    public async Task A_request_that_is_too_large_is_refused(int size)
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();

        var refusal = await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.PutAsync("key", new string('x', size)));

        Assert.True(refusal.IsTooLarge);
        Assert.False(refusal.HasTooManyOperations);
        Assert.Null(await connection.GetAsync("key"));
    }

    [Fact]
    public async Task A_transaction_of_too_many_operations_is_refused()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        var request = new TxnRequest();
        request.Success.AddRange(Enumerable.Range(0, 129).Select(index => TestConnection.Put($"key{index}", "value").Success[0]));

        var refusal = await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.TransactAsync(request, Cancellation));

        Assert.True(refusal.HasTooManyOperations);
        Assert.False(refusal.IsTooLarge);
    }

    [Fact]
    public async Task A_put_under_a_lease_that_is_gone_is_refused()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();

        var refusal = await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.PutAsync("key", "value", lease: 4711));

        Assert.Equal(StatusCode.NotFound, refusal.Code);
        Assert.Null(await connection.GetAsync("key"));
    }

    [Fact]
    public async Task What_a_member_does_not_answer_is_unknown_and_may_have_been_done()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.ConnectImpatiently();
        await connection.PutUntilDoneAsync("key", "before");
        await cluster.Members[0].PauseAsync();

        await Assert.ThrowsAsync<EtcdOutcomeUnknownException>(() => connection.PutAsync("key", "after"));

        await cluster.Members[0].ResumeAsync();
        Assert.Contains(await connection.GetAsync("key"), new[] { "before", "after" });
    }

    /// <summary>etcd applies the transaction that crosses the line, and answers with the same error as to those that come after it.</summary>
    [Fact]
    public async Task What_exceeds_the_quota_is_unknown_never_refused()
    {
        await using var cluster = await EtcdCluster.StartAsync(1, "--quota-backend-bytes", "2000000");
        await using var connection = cluster.Connect();
        var value = new string('x', 20_000);

        var ends = new List<Exception?>();
        while (ends.All(end => end is null))
        {
            ends.AddRange(await Task.WhenAll(Enumerable.Range(0, 100).Select(index => Record.ExceptionAsync(() => connection.PutAsync($"key{index}", value)).AsTask())));
        }

        Assert.Contains(ends, end => end is EtcdOutcomeUnknownException && end.Message.Contains("quota", StringComparison.Ordinal));
        Assert.DoesNotContain(ends, end => end is EtcdRefusedException);
        var full = await Assert.ThrowsAsync<EtcdRefusedException>(() => connection.GrantLeaseAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Equal(StatusCode.ResourceExhausted, full.Code);
    }

    [Fact]
    public async Task A_read_of_a_compacted_revision_says_so()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        await connection.PutAsync("key", "one");
        var last = await connection.PutAsync("key", "two");
        await cluster.ControlAsync("compact", $"{last.Header.Revision}");

        await Assert.ThrowsAsync<EtcdCompactedException>(() =>
            connection.ReadAsync(new RangeRequest { Key = ByteString.CopyFromUtf8("key"), Revision = last.Header.Revision - 1 }, Cancellation));
    }

    [Fact]
    public async Task A_read_that_nobody_answers_says_that_nobody_did()
    {
        await using var connection = new EtcdConnection(new EtcdConnectionSettings
        {
            Endpoints = [new Uri("http://127.0.0.1:1")],
            CallTimeout = TimeSpan.FromSeconds(1),
            ReadTimeout = TimeSpan.FromSeconds(2),
        });

        var failure = await Assert.ThrowsAsync<EtcdUnavailableException>(() => connection.GetAsync("key"));

        Assert.Contains("Connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        await using var cluster = await EtcdCluster.StartAsync();
        await using var connection = cluster.Connect();
        await connection.PutAsync("key", "value");
        await cluster.Members[0].PauseAsync();
        using var giveUp = new CancellationTokenSource();
        var write = connection.TransactAsync(TestConnection.Put("key", "other"), giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }
}
