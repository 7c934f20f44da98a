using ActorNet.Testing;
using Akka.Coordination.Etcd.Holding;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Coordination.Etcd.Tests.Holding;

/// <summary>What is sent again, or comes late, after an answer that was lost.</summary>
public sealed class LeaseRequestsTests : IAsyncLifetime
{
    /// <summary>Nothing goes wrong here; a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly ByteString Key = ByteString.CopyFromUtf8("k");
    private static readonly ByteString Owner = ByteString.CopyFromUtf8("owner");

    private EtcdCluster etcd = null!;
    private EtcdConnection connection = null!;
    private long etcdLease;

    public async ValueTask InitializeAsync()
    {
        etcd = await EtcdCluster.StartAsync();
        connection = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. etcd.Endpoints.Select(url => new Uri(url))], CallTimeout = Patience, ReadTimeout = Patience });
        etcdLease = (await connection.GrantLeaseAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ID;
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await etcd.DisposeAsync();
    }

    [Fact]
    public async Task An_acquisition_sent_again_finds_and_confirms_the_first()
    {
        Assert.True(LeaseRequests.IsAcquired(await SendAsync(LeaseRequests.Acquire(Key, Owner, etcdLease))));
        Assert.True(LeaseRequests.IsAcquired(await SendAsync(LeaseRequests.Acquire(Key, Owner, etcdLease))));

        Assert.False(LeaseRequests.IsAcquired(await SendAsync(LeaseRequests.Acquire(Key, ByteString.CopyFromUtf8("other"), etcdLease))));
        Assert.Equal(Owner, (await SeenAsync()).Value);
    }

    [Fact]
    public async Task A_deletion_that_comes_late_spares_the_next_hold()
    {
        await SendAsync(LeaseRequests.Acquire(Key, Owner, etcdLease));
        var late = LeaseRequests.Delete(await SeenAsync());
        Assert.True((await SendAsync(late)).Succeeded);
        await SendAsync(LeaseRequests.Acquire(Key, Owner, etcdLease));

        Assert.False((await SendAsync(late)).Succeeded);

        Assert.Equal(Owner, (await SeenAsync()).Value);
    }

    private Task<TxnResponse> SendAsync(TxnRequest request) => connection.TransactAsync(request, TestContext.Current.CancellationToken);

    private async Task<Mvccpb.KeyValue> SeenAsync() =>
        Assert.Single((await connection.ReadAsync(LeaseRequests.Read(Key), TestContext.Current.CancellationToken)).Kvs);
}
