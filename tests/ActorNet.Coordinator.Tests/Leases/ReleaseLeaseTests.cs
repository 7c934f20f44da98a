using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class ReleaseLeaseTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    [Fact]
    public async Task A_holder_that_releases_frees_the_subnet_at_once()
    {
        await client.CreatePoolAsync("release", "10.21.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("release", "node", instance)).Lease;

        var first = await client.ReleaseAsync(lease, instance);
        var again = await client.ReleaseAsync(lease, instance);

        Assert.Equal(LeaseState.Quarantined, first.Lease.State);
        Assert.Equal(TimeSpan.Zero, first.ReusableAfter.ToTimeSpan());
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Somebody_else_only_revokes_and_the_subnet_waits_for_the_holders_belief_to_end()
    {
        await client.CreatePoolAsync("release-revoke", "10.22.0.0/16", pool => pool.TimeToLive = CoordinatorClient.Seconds(600));
        var lease = (await client.AcquireAsync("release-revoke", "node")).Lease;

        var end = await client.ReleaseAsync(lease, ByteString.Empty);

        Assert.Equal(LeaseState.Revoked, end.Lease.State);
        Assert.InRange(end.ReusableAfter.ToTimeSpan(), TimeSpan.FromSeconds(590), TimeSpan.FromSeconds(606));
        Assert.Equal(LeaseState.Revoked, (await client.GetAsync("release-revoke", "node")).State);
    }

    [Fact]
    public async Task Who_vouches_that_the_node_is_down_frees_the_subnet_at_once()
    {
        await client.CreatePoolAsync("release-down", "10.23.0.0/16");
        var lease = (await client.AcquireAsync("release-down", "node")).Lease;
        var request = new ReleaseLeaseRequest { Pool = lease.Pool, NodeId = lease.NodeId, Epoch = lease.Epoch, NodeIsDown = true, Reason = "switched off" };

        var end = await client.Leases.ReleaseLeaseAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(LeaseState.Quarantined, end.Lease.State);
        Assert.Equal(TimeSpan.Zero, end.ReusableAfter.ToTimeSpan());
    }

    [Fact]
    public async Task A_release_of_another_epoch_changes_nothing()
    {
        await client.CreatePoolAsync("release-stale", "10.24.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("release-stale", "node", instance)).Lease;
        var other = lease.Clone();
        other.Epoch = lease.Epoch + 8;

        var error = await Refused.WithAsync(ErrorReason.EpochStale, () => client.ReleaseAsync(other, instance));

        Assert.Equal(($"{other.Epoch}", $"{lease.Epoch}"), (error.Metadata["epoch"], error.Metadata["current_epoch"]));
        Assert.Equal(LeaseState.Active, (await client.GetAsync("release-stale", "node")).State);
    }

    [Fact]
    public async Task A_release_where_there_is_nothing_says_so()
    {
        await client.CreatePoolAsync("release-none", "10.25.0.0/16");
        var lease = new Lease { Pool = "release-none", NodeId = "node", Epoch = 1 };

        await Refused.WithAsync(ErrorReason.LeaseNotFound, () => client.ReleaseAsync(lease, CoordinatorClient.NewInstance()));
        lease.Pool = "no-such-pool";
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => client.ReleaseAsync(lease, CoordinatorClient.NewInstance()));
    }
}
