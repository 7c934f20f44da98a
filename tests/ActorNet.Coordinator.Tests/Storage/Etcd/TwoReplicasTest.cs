using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Storage.Etcd;

/// <summary>A test with two replicas on one etcd of its own: who writes to the one reads from the other.</summary>
public abstract class TwoReplicasTest : IAsyncLifetime
{
    private protected readonly ByteString instance = CoordinatorClient.NewInstance();
    private protected EtcdCluster etcd = null!;
    private protected CoordinatorProcess one = null!;
    private protected CoordinatorProcess two = null!;
    private protected CoordinatorClient writer = null!;
    private protected CoordinatorClient reader = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        etcd = await EtcdCluster.StartAsync();
        two = await CoordinatorProcess.ServeOnAsync(etcd);
        one = await CoordinatorProcess.ServeOnAsync(etcd);
        (writer, reader) = (await one.ClientAsync(), await two.ClientAsync());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await one.DisposeAsync();
        await two.DisposeAsync();
        await etcd.DisposeAsync();
    }

    private protected async Task<Lease> AcquireAsync(string node) =>
        (await CoordinatorClient.UntilAnsweredAsync(() => writer.AcquireAsync("default", node, instance))).Lease;
}
