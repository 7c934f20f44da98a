using Akka.Etcd.Errors;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Akka.Etcd.Connection;

/// <summary>
/// One HTTP/2 connection to one member, from when it is turned to until it is left. Never used again after that: neither a connection that died
/// without a word nor anybody's back-off from it is inherited by the next attempt.
/// </summary>
internal sealed class MemberConnection : IDisposable
{
    /// <summary>A linearizable read: the member answers only with the consent of the cluster, so one that is cut off from it does not pass.</summary>
    private static readonly RangeRequest Probe = new() { Key = ByteString.CopyFrom(0), KeysOnly = true, Limit = 1 };

    private readonly GrpcChannel channel;
    private readonly CancellationTokenSource closing = new();
    private long quietSince;
    private volatile bool wasHeard;
    private volatile bool isSuspect;

    public MemberConnection(Uri url, HttpHandlers handlers, long now)
    {
        (Url, quietSince, Closed) = (url, now, closing.Token);

        // No retries (a transaction must not be sent twice unseen), and no limit to answers: callers page.
        channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions
        {
            HttpHandler = handlers.Create(),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            ThrowOperationCanceledOnCancellation = false,
        });
        var invoker = channel.CreateCallInvoker();
        KeyValues = new KV.KVClient(invoker);
        Watches = new Watch.WatchClient(invoker);
        Leases = new Lease.LeaseClient(invoker);
        Auth = new Auth.AuthClient(invoker);
    }

    public Uri Url { get; }

    public KV.KVClient KeyValues { get; }

    public Watch.WatchClient Watches { get; }

    public Lease.LeaseClient Leases { get; }

    public Auth.AuthClient Auth { get; }

    /// <summary>Cancelled when the connection is left: whatever waits for it is not waited for any more.</summary>
    public CancellationToken Closed { get; }

    /// <summary>Since when it says nothing though it should.</summary>
    public long QuietSince => Interlocked.Read(ref quietSince);

    /// <summary>Whether it ever answered.</summary>
    public bool WasHeard => wasHeard;

    /// <summary>Whether it left a call unanswered for as long as that call would wait, and has not been probed since.</summary>
    public bool IsSuspect
    {
        get => isSuspect;
        set => isSuspect = value;
    }

    /// <summary>Something begins to wait: the silence is counted from here.</summary>
    public void Asked(long now) => Interlocked.Exchange(ref quietSince, now);

    public void Heard(long now)
    {
        Interlocked.Exchange(ref quietSince, now);
        wasHeard = true;
    }

    /// <summary>Why the member cannot be used; null when it serves.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken cancellation)
    {
        try
        {
            using var call = KeyValues.RangeAsync(Probe, cancellationToken: cancellation);
            await call.ResponseAsync.ConfigureAwait(false);
            return null;
        }
        catch (RpcException failure)
        {
            // A probe shows no token. Who refuses it has asked the cluster before (etcdserver v3_server.go, Range).
            return failure.IsRefusal() ? null : failure.Explain();
        }
        catch (ObjectDisposedException)
        {
            return "the connection was closed";
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        channel.Dispose();
    }
}
