using System.Security.Cryptography;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>A client of one coordinator, with the calls that many tests make.</summary>
public sealed class CoordinatorClient(Uri address) : IDisposable
{
    public GrpcChannel Channel { get; } = GrpcChannel.ForAddress(address);

    public LeaseService.LeaseServiceClient Leases => new(Channel);

    public PoolService.PoolServiceClient Pools => new(Channel);

    public ClusterService.ClusterServiceClient Cluster => new(Channel);

    public HistoryService.HistoryServiceClient History => new(Channel);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ByteString NewInstance() => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));

    public async Task<Pool> CreatePoolAsync(string name, string cidr, Action<Pool>? change = null)
    {
        var pool = new Pool { Name = name, Cidrs = { cidr } };
        change?.Invoke(pool);
        return (await Pools.CreatePoolAsync(new CreatePoolRequest { Pool = pool }, cancellationToken: Cancellation)).Pool;
    }

    public async Task<PoolPlan> PlanAsync(Pool pool, params string[] fields) => (await Pools.PlanPoolChangeAsync(
        new PlanPoolChangeRequest { Pool = pool, UpdateMask = new FieldMask { Paths = { fields } } },
        cancellationToken: Cancellation)).Plan;

    public async Task<Pool> ApplyAsync(PoolPlan plan) =>
        (await Pools.ApplyPoolPlanAsync(new ApplyPoolPlanRequest { PlanId = plan.Id }, cancellationToken: Cancellation)).Pool;

    /// <summary>Plans and applies.</summary>
    public async Task<Pool> ChangeAsync(Pool pool, params string[] fields) => await ApplyAsync(await PlanAsync(pool, fields));

    public async Task<Pool> GetPoolAsync(string name) =>
        (await Pools.GetPoolAsync(new GetPoolRequest { Name = name }, cancellationToken: Cancellation)).Pool;

    public async Task DeletePoolAsync(string name) => await Pools.DeletePoolAsync(new DeletePoolRequest { Name = name }, cancellationToken: Cancellation);

    public async Task<AcquireLeaseResponse> AcquireAsync(string pool, string node, ByteString? instance = null, Action<AcquireLeaseRequest>? change = null)
    {
        var request = new AcquireLeaseRequest { Pool = pool, NodeId = node, Instance = instance ?? NewInstance() };
        change?.Invoke(request);
        return await Leases.AcquireLeaseAsync(request, cancellationToken: Cancellation);
    }

    public async Task<ReleaseLeaseResponse> ReleaseAsync(Lease lease, ByteString instance) => await Leases.ReleaseLeaseAsync(
        new ReleaseLeaseRequest { Pool = lease.Pool, NodeId = lease.NodeId, Epoch = lease.Epoch, Instance = instance },
        cancellationToken: Cancellation);

    public async Task<Lease> GetAsync(string pool, string node) =>
        (await Leases.GetLeaseAsync(new GetLeaseRequest { Pool = pool, NodeId = node }, cancellationToken: Cancellation)).Lease;

    public async Task<ListLeasesResponse> ListAsync(ListLeasesRequest request) => await Leases.ListLeasesAsync(request, cancellationToken: Cancellation);

    public LeaseWatcher Watch(string pool, long resumeRevision = 0) => new(
        Leases.WatchLeases(new WatchLeasesRequest { Pool = pool, ResumeRevision = resumeRevision }, cancellationToken: Cancellation));

    /// <summary>Two replicas that know nothing of each other take shards from each other, and the caller has to ask again.</summary>
    public static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException failure) when (failure.StatusCode is StatusCode.Unavailable)
            {
                await Task.Delay(Random.Shared.Next(5, 50), Cancellation);
            }
        }
    }

    /// <summary>Waits until a reservation is as it should be.</summary>
    public async Task<Reservation> UntilReservationAsync(string pool, string name, Func<Reservation, bool> isRight)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var request = new ListReservationsRequest { Pool = pool };
            var all = await UntilAnsweredAsync(async () => await Pools.ListReservationsAsync(request, cancellationToken: limit.Token));
            if (all.Reservations.SingleOrDefault(reservation => reservation.Name == name && isRight(reservation)) is { } right)
            {
                return right;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public static Duration Seconds(long seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));

    public void Dispose() => Channel.Dispose();
}
