using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Storage.Etcd;

/// <summary>What clients see that turn from one replica to another, both on one etcd.</summary>
public sealed class EtcdReplicasTests : TwoReplicasTest
{
    [Fact]
    public async Task What_one_replica_has_answered_every_other_one_shows()
    {
        for (var round = 0; round < 100; round++)
        {
            var lease = await AcquireAsync($"node-{round}");

            Assert.Equal(lease.Epoch, (await reader.GetAsync("default", lease.NodeId)).Epoch);
            Assert.Equal(round + 1, (await reader.ListAsync(new ListLeasesRequest { Pool = "default" })).TotalSize);
            Assert.Equal(round + 1, (await reader.ListAsync(new ListLeasesRequest())).TotalSize);
        }

        await ReleaseAsync("node-7");
        Assert.Equal(LeaseState.Quarantined, (await reader.GetAsync("default", "node-7")).State);
    }

    [Fact]
    public async Task A_pool_that_one_replica_has_made_every_other_one_knows()
    {
        for (var round = 0; round < 10; round++)
        {
            var name = $"made-{round}";
            await CoordinatorClient.UntilAnsweredAsync(() => writer.Pools.CreatePoolAsync(
                new CreatePoolRequest { Pool = new Pool { Name = name, Cidrs = { $"10.{50 + round}.0.0/16" } } }, cancellationToken: Cancellation).ResponseAsync);

            await Refused.WithAsync(ErrorReason.LeaseNotFound, () => reader.GetAsync(name, "nobody"));
            Assert.Equal(name, (await reader.Pools.GetPoolAsync(new GetPoolRequest { Name = name }, cancellationToken: Cancellation)).Pool.Name);
        }
    }

    [Fact]
    public async Task A_listing_goes_on_at_its_revision_on_another_replica()
    {
        for (var number = 0; number < 10; number++)
        {
            await AcquireAsync($"node-{number}");
        }

        var request = new ListLeasesRequest { Pool = "default", PageSize = 4 };
        var first = await writer.ListAsync(request);
        await ReleaseAsync("node-7");
        await AcquireAsync("node-77");
        var second = await reader.ListAsync(new ListLeasesRequest(request) { PageToken = first.NextPageToken });
        var third = await writer.ListAsync(new ListLeasesRequest(request) { PageToken = second.NextPageToken });

        Assert.Equal(
            Enumerable.Range(0, 10).Select(number => $"node-{number}"),
            new[] { first, second, third }.SelectMany(page => page.Leases).Select(lease => lease.NodeId));
        Assert.All([first, second, third], page => Assert.Equal((first.Revision, 10), (page.Revision, page.TotalSize)));
        Assert.All([first, second, third], page => Assert.All(page.Leases, lease => Assert.Equal(LeaseState.Active, lease.State)));
    }

    [Fact]
    public async Task A_page_of_a_revision_that_a_new_replica_has_never_shown_is_made_from_the_journal()
    {
        for (var number = 0; number < 6; number++)
        {
            await AcquireAsync($"node-{number}");
        }

        var request = new ListLeasesRequest { Pool = "default", PageSize = 4 };
        var first = await writer.ListAsync(request);
        await ReleaseAsync("node-5");
        await using var three = await CoordinatorProcess.ServeOnAsync(etcd);
        var second = await (await three.ClientAsync()).ListAsync(new ListLeasesRequest(request) { PageToken = first.NextPageToken });

        Assert.Equal(["node-4", "node-5"], second.Leases.Select(lease => lease.NodeId));
        Assert.Equal(first.Revision, second.Revision);
    }

    [Fact]
    public async Task Every_replica_knows_where_each_shard_runs()
    {
        for (var number = 0; number < 40; number++)
        {
            await AcquireAsync($"node-{number}");
        }

        var status = await writer.Cluster.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation);
        var both = status.Replicas.Select(replica => replica.Address).Order().ToList();
        Assert.Equal(2, both.Count);
        await Eventually.HoldsAsync("every shard that has leases runs on one of both", async () =>
        {
            var (seen, other) = (await ListShardsAsync(writer), await ListShardsAsync(reader));
            return seen.ReplicasComplete
                && seen.Shards.Where(shard => shard.Leases > 0).Select(shard => shard.Replica).Distinct().Order().SequenceEqual(both)
                && seen.Shards.Equals(other.Shards);
        });
        Assert.Equal(40, (await ListShardsAsync(reader)).Shards.Sum(shard => shard.Leases));
    }

    [Fact]
    public async Task A_watch_goes_on_at_another_replica_without_a_gap()
    {
        using var watch = writer.Watch("default");
        await watch.SnapshotAsync();
        var seen = new List<string>();
        var at = watch;
        for (var round = 0; round < 6; round++)
        {
            await AcquireAsync($"node-{round}-a");
            await AcquireAsync($"node-{round}-b");
            var revision = await TakeAsync(at, seen);
            at.Dispose();
            at = (round % 2 == 0 ? reader : writer).Watch("default", revision);
        }

        while (seen.Count < 12)
        {
            await TakeAsync(at, seen);
        }

        at.Dispose();
        Assert.Equal(Enumerable.Range(0, 6).SelectMany(round => new[] { $"node-{round}-a", $"node-{round}-b" }), seen);
    }

    [Fact]
    public async Task While_etcd_is_silent_nothing_is_shown_and_the_caller_hears_so_in_time()
    {
        await AcquireAsync("node");
        await etcd.Members[0].PauseAsync();
        try
        {
            var patient = await Refused.WithAsync(ErrorReason.DirectoryBehind, () => reader.GetAsync("default", "node"));
            Assert.NotNull(patient.RetryDelay);

            // A tenth of the caller's time is kept for the way of the answer; a machine that stalls may take longer, but not every time.
            ServiceError? hurried = null;
            await Eventually.HoldsAsync("an answer before the deadline", async () => (hurried = await HurriedAsync()).StatusCode != StatusCode.DeadlineExceeded);
            Assert.Equal(ErrorReason.DirectoryBehind, hurried!.Reason);
            Assert.NotNull(hurried.RetryDelay);
        }
        finally
        {
            await etcd.Members[0].ResumeAsync();
        }

        Assert.Equal("node", (await CoordinatorClient.UntilAnsweredAsync(() => reader.GetAsync("default", "node"))).NodeId);
    }

    private async Task<ServiceError> HurriedAsync() => ServiceError.From(await Assert.ThrowsAsync<RpcException>(() => reader.Leases.ListLeasesAsync(
        new ListLeasesRequest(), deadline: DateTime.UtcNow.AddSeconds(1), cancellationToken: Cancellation).ResponseAsync));

    /// <summary>Takes one message with events.</summary>
    private static async Task<long> TakeAsync(LeaseWatcher watch, List<string> seen)
    {
        while (true)
        {
            var response = await watch.NextAsync();
            if (response.ContentCase == WatchLeasesResponse.ContentOneofCase.Events)
            {
                seen.AddRange(response.Events.Events.Select(change => change.Lease.NodeId));
                return response.Revision;
            }
        }
    }

    private static async Task<ListShardsResponse> ListShardsAsync(CoordinatorClient client) =>
        await client.Cluster.ListShardsAsync(new ListShardsRequest(), cancellationToken: Cancellation);

    private async Task ReleaseAsync(string node)
    {
        var lease = await CoordinatorClient.UntilAnsweredAsync(() => writer.GetAsync("default", node));
        await CoordinatorClient.UntilAnsweredAsync(() => writer.ReleaseAsync(lease, instance));
    }
}
