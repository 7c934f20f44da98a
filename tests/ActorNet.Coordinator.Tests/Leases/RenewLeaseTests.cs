using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class RenewLeaseTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    [Fact]
    public async Task A_held_lease_is_renewed_for_its_time_to_live()
    {
        await client.CreatePoolAsync("renew", "10.11.0.0/16", pool => pool.TimeToLive = CoordinatorClient.Seconds(60));
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("renew", "node", instance)).Lease;

        var renewal = await RenewAsync("renew", "node", instance, lease.Epoch);

        Assert.Equal(new LeaseRenewal { Epoch = lease.Epoch, TimeToLive = CoordinatorClient.Seconds(60), PoolVersion = 1 }, renewal);
    }

    [Fact]
    public async Task A_renewal_of_another_epoch_is_told_the_current_one()
    {
        await client.CreatePoolAsync("renew-stale", "10.12.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("renew-stale", "node", instance)).Lease;

        var error = await Refused.WithAsync(ErrorReason.EpochStale, () => RenewAsync("renew-stale", "node", instance, lease.Epoch + 1));

        Assert.Equal(($"{lease.Epoch + 1}", $"{lease.Epoch}"), (error.Metadata["epoch"], error.Metadata["current_epoch"]));
    }

    [Fact]
    public async Task A_lease_that_an_operator_took_back_is_not_renewed()
    {
        await client.CreatePoolAsync("renew-revoked", "10.13.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("renew-revoked", "node", instance)).Lease;
        await client.ReleaseAsync(lease, ByteString.Empty);

        var error = await Refused.WithAsync(ErrorReason.LeaseRevoked, () => RenewAsync("renew-revoked", "node", instance, lease.Epoch));

        Assert.Equal($"{lease.Epoch}", error.Metadata["epoch"]);
    }

    [Fact]
    public async Task Another_instance_does_not_renew()
    {
        await client.CreatePoolAsync("renew-clone", "10.14.0.0/16");
        var lease = (await client.AcquireAsync("renew-clone", "node")).Lease;

        await Refused.WithAsync(ErrorReason.NodeIdInUse, () => RenewAsync("renew-clone", "node", CoordinatorClient.NewInstance(), lease.Epoch));
    }

    [Fact]
    public async Task A_node_without_a_lease_is_named()
    {
        await client.CreatePoolAsync("renew-none", "10.15.0.0/16");

        var error = await Refused.WithAsync(ErrorReason.LeaseNotFound, () => RenewAsync("renew-none", "node", CoordinatorClient.NewInstance(), 1));

        Assert.Equal(("renew-none", "node"), (error.Metadata["pool"], error.Metadata["node_id"]));
    }

    [Fact]
    public async Task A_stream_answers_each_request_with_its_number_and_outlives_every_failure()
    {
        await client.CreatePoolAsync("keep-alive", "10.16.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("keep-alive", "node", instance)).Lease;
        KeepAliveRequest Request(long number, Action<KeepAliveRequest>? change = null)
        {
            var request = new KeepAliveRequest { RequestNumber = number, Pool = "keep-alive", NodeId = "node", Instance = instance, Epoch = lease.Epoch };
            change?.Invoke(request);
            return request;
        }

        var answers = await KeepAliveAsync(
            Request(1),
            Request(2, request => request.Epoch = lease.Epoch + 6),
            Request(3, request => request.Pool = "no-such-pool"),
            Request(4, request => request.NodeId = "nobody"),
            Request(5, request => request.Instance = ByteString.CopyFrom(1, 2)),
            Request(-6),
            Request(7));

        Assert.Equal(lease.Epoch, answers[1].Renewal.Epoch);
        Assert.Equal(ErrorReason.EpochStale, answers[2].Error.Reason);
        Assert.Equal(((int)StatusCode.NotFound, ErrorReason.PoolNotFound), (answers[3].Error.Code, answers[3].Error.Reason));
        Assert.Equal(ErrorReason.LeaseNotFound, answers[4].Error.Reason);
        Assert.Equal(((int)StatusCode.InvalidArgument, ErrorReason.InvalidField), (answers[5].Error.Code, answers[5].Error.Reason));
        Assert.Contains("instance", answers[5].Error.Message, StringComparison.Ordinal);
        Assert.Contains("request_number", answers[-6].Error.Message, StringComparison.Ordinal);
        Assert.Equal(lease.Epoch, answers[7].Renewal.Epoch);
    }

    [Fact]
    public async Task A_stream_takes_more_requests_than_it_keeps_under_way()
    {
        await client.CreatePoolAsync("keep-alive-many", "10.17.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("keep-alive-many", "node", instance)).Lease;

        var answers = await KeepAliveAsync([.. Enumerable.Range(1, 5000).Select(number =>
            new KeepAliveRequest { RequestNumber = number, Pool = "keep-alive-many", NodeId = "node", Instance = instance, Epoch = lease.Epoch })]);

        Assert.Equal(5000, answers.Count);
        Assert.All(answers.Values, answer => Assert.Equal(lease.Epoch, answer.Renewal?.Epoch));
    }

    private async Task<Dictionary<long, KeepAliveResponse>> KeepAliveAsync(params KeepAliveRequest[] requests)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var call = client.Leases.KeepAlive(cancellationToken: cancellation);
        var sending = Task.Run(
            async () =>
            {
                foreach (var request in requests)
                {
                    await call.RequestStream.WriteAsync(request, cancellation);
                }

                await call.RequestStream.CompleteAsync();
            },
            cancellation);
        var answers = new Dictionary<long, KeepAliveResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(cancellation))
        {
            answers.Add(answer.RequestNumber, answer);
        }

        await sending;
        return answers;
    }

    private async Task<LeaseRenewal> RenewAsync(string pool, string node, ByteString instance, long epoch) => (await client.Leases.RenewLeaseAsync(
        new RenewLeaseRequest { Pool = pool, NodeId = node, Instance = instance, Epoch = epoch },
        cancellationToken: TestContext.Current.CancellationToken)).Renewal;
}
