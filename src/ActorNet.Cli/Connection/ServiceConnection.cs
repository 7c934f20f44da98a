using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Cli.Connection;

/// <summary>
/// The way to the service: any one of some endpoints. It stays with the one that answers, because page tokens belong to a replica, and
/// moves on when that one does not.
/// </summary>
/// <param name="endpoints">At least one, most wanted first.</param>
/// <param name="timeout">How long one answer may take, all endpoints together.</param>
/// <param name="time">Measures it.</param>
internal sealed class ServiceConnection(IReadOnlyList<Uri> endpoints, TimeSpan timeout, TimeProvider time) : IDisposable
{
    // A page of 10,000 leases with all their labels.
    private const int MaxMessageBytes = 256 << 20;

    private GrpcChannel? _channel;
    private int _current;

    public int EndpointCount => endpoints.Count;

    /// <summary>The endpoint that the next call goes to.</summary>
    public Uri Current => endpoints[_current];

    /// <summary>For calls that look after their own failures.</summary>
    public CallInvoker Invoker => (_channel ??= Open(Current)).CreateCallInvoker();

    /// <summary>
    /// Makes one call, at the next endpoint where one is unreachable. Every call of the contract that this program makes can be repeated
    /// without doing anything twice.
    /// </summary>
    /// <exception cref="ServiceCallException">It was refused, or no endpoint could do it.</exception>
    public async Task<T> CallAsync<T>(Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var failures = new List<EndpointFailure>();
        for (var left = endpoints.Count; left > 0; left--)
        {
            // An equal share of what is left: a hung endpoint must not use up the time of the living ones.
            var patience = (timeout - time.GetElapsedTime(start)) / left;
            try
            {
                using var running = call(Invoker, new CallOptions(deadline: DateTime.UtcNow + patience, cancellationToken: cancellationToken));
                return await running.ResponseAsync;
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var failure = exception.StatusCode == StatusCode.DeadlineExceeded
                    ? EndpointFailure.Silent(Current, patience)
                    : EndpointFailure.Of(Current, exception);
                if (!failure.IsUnreachable)
                    throw new ServiceCallException([failure]);

                failures.Add(failure);
                MoveOn();
            }
        }

        throw new ServiceCallException(failures);
    }

    /// <summary>Gives up the present connection; the next call connects anew, to the next endpoint.</summary>
    public void MoveOn()
    {
        Dispose();
        _current = (_current + 1) % endpoints.Count;
    }

    public void Dispose()
    {
        _channel?.Dispose();
        _channel = null;
    }

    private static GrpcChannel Open(Uri endpoint) => GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = MaxMessageBytes,

        // HTTP proxies do not carry HTTP/2 without TLS, and the cluster's own network is behind none.
        HttpHandler = new SocketsHttpHandler { UseProxy = false },
        DisposeHttpClient = true,
    });
}
