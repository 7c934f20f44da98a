using Etcdserverpb;
using Grpc.Core;
using Grpc.Net.Client;

namespace Akka.Etcd.Connection;

/// <summary>One member of the cluster and the one HTTP/2 connection to it.</summary>
internal sealed class EtcdMember : IDisposable
{
    private readonly GrpcChannel channel;
    private CancellationTokenSource abandoned = new();
    private long lastHeard;

    public EtcdMember(Uri url, SocketsHttpHandler handler)
    {
        Url = url;

        // No retries (a transaction must not be sent twice unseen), and no limit to answers: callers page.
        channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            ThrowOperationCanceledOnCancellation = false,
        });
        var invoker = channel.CreateCallInvoker();
        KeyValues = new KV.KVClient(invoker);
        Watches = new Watch.WatchClient(invoker);
        Leases = new Lease.LeaseClient(invoker);
        Auth = new Auth.AuthClient(invoker);
        Maintenance = new Maintenance.MaintenanceClient(invoker);
    }

    public Uri Url { get; }

    public KV.KVClient KeyValues { get; }

    public Watch.WatchClient Watches { get; }

    public Lease.LeaseClient Leases { get; }

    public Auth.AuthClient Auth { get; }

    public Maintenance.MaintenanceClient Maintenance { get; }

    /// <summary>Cancelled when the connection turns to another member: whatever waits for this one is not waited for any more.</summary>
    public CancellationToken Abandoned => Volatile.Read(ref abandoned).Token;

    /// <summary>When the member last said anything.</summary>
    public long LastHeard => Interlocked.Read(ref lastHeard);

    public void Heard(long timestamp) => Interlocked.Exchange(ref lastHeard, timestamp);

    /// <summary>Ends all calls that are under way.</summary>
    public void Abandon()
    {
        var old = Interlocked.Exchange(ref abandoned, new CancellationTokenSource());
        old.Cancel();
    }

    /// <summary>Whether the member answers, and has a leader: only then can it serve what needs the cluster's consent.</summary>
    public async Task<bool> IsServingAsync(TimeSpan within, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(within);
        try
        {
            var status = await Maintenance.StatusAsync(new StatusRequest(), cancellationToken: patience.Token).ConfigureAwait(false);
            return status.Leader != 0;
        }
        catch (RpcException failure)
        {
            // Whoever refuses the question is there to answer others.
            return failure.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.InvalidArgument;
        }
    }

    public void Dispose()
    {
        Abandon();
        channel.Dispose();
    }
}
