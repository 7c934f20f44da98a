using System.Collections.Concurrent;
using System.Threading.Channels;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Benchmarks.Echo;

/// <summary>
/// The contract with nothing behind it: every call is answered at once with a message of the size that the coordinator's has. What is faster than
/// this is not gRPC.
/// </summary>
internal sealed class EchoApi : LeaseService.LeaseServiceBase
{
    private static readonly Duration Day = Duration.FromTimeSpan(TimeSpan.FromDays(1));
    private static readonly ByteString Token = ByteString.CopyFrom(new byte[16]);

    private readonly ConcurrentDictionary<Channel<WatchLeasesResponse>, bool> watchers = new();

    /// <summary>Answers, and lets all watchers know.</summary>
    public override Task<AcquireLeaseResponse> AcquireLease(AcquireLeaseRequest request, ServerCallContext context)
    {
        var lease = new Lease
        {
            Pool = "default",
            NodeId = request.NodeId,
            Subnets = { "10.77.77.64/26" },
            Epoch = 1 << 20,
            State = LeaseState.Active,
            TimeToLive = Day,
            Attributes = request.Attributes,
            CreateTime = Timestamp.FromDateTime(DateTime.UtcNow),
            UpdateTime = Timestamp.FromDateTime(DateTime.UtcNow),
        };
        var change = new WatchLeasesResponse
        {
            Events = new LeaseEvents { Events = { new LeaseEvent { Type = LeaseEventType.Put, Lease = lease } } },
        };
        foreach (var (watcher, _) in watchers)
        {
            watcher.Writer.TryWrite(change);
        }

        var pool = new Pool { Name = "default", Cidrs = { "10.0.0.0/8" }, Ipv4PrefixLength = 26, TimeToLive = Day, ShardCount = 16, CreateTime = lease.CreateTime };
        return Task.FromResult(new AcquireLeaseResponse { Lease = lease, Token = Token, Pool = pool });
    }

    public override Task<RenewLeaseResponse> RenewLease(RenewLeaseRequest request, ServerCallContext context) =>
        Task.FromResult(new RenewLeaseResponse { Renewal = new LeaseRenewal { Epoch = request.Epoch, TimeToLive = Day } });

    public override async Task KeepAlive(
        IAsyncStreamReader<KeepAliveRequest> requestStream,
        IServerStreamWriter<KeepAliveResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext())
        {
            var request = requestStream.Current;
            await responseStream.WriteAsync(new KeepAliveResponse
            {
                RequestNumber = request.RequestNumber,
                Renewal = new LeaseRenewal { Epoch = request.Epoch, TimeToLive = Day },
            });
        }
    }

    public override async Task WatchLeases(WatchLeasesRequest request, IServerStreamWriter<WatchLeasesResponse> responseStream, ServerCallContext context)
    {
        var changes = Channel.CreateUnbounded<WatchLeasesResponse>(new UnboundedChannelOptions { SingleReader = true });
        watchers.TryAdd(changes, true);
        try
        {
            await responseStream.WriteAsync(new WatchLeasesResponse { Snapshot = new LeaseSnapshot { First = true, Last = true } });
            await foreach (var change in changes.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(change);
            }
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The watcher is gone.
        }
        finally
        {
            watchers.TryRemove(changes, out _);
        }
    }
}
