using System.Threading.Channels;
using ActorNet.Client.Calls;
using ActorNet.Client.Connections;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Client;

/// <summary>
/// The way to the coordinators, any of which serves every call. It stays with one that answers, goes to another at once when that one fails, and
/// returns to the one that it likes best when all has been well for a while. For any thread.
/// </summary>
public sealed class CoordinatorClient : IAsyncDisposable
{
    private static readonly TimeSpan ShortestResolvePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private readonly CoordinatorClientOptions _options;
    private readonly ReplicaSet _replicas;
    private readonly EndpointResolver _resolver;
    private readonly Channel<bool> _resolveAsked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _resolvedOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _maintenance;

    /// <summary>Starts finding the replicas; connects to none yet.</summary>
    /// <exception cref="ArgumentException">There is no endpoint.</exception>
    public CoordinatorClient(CoordinatorClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Endpoints.Count == 0)
            throw new ArgumentException("There is no endpoint; give one or more.", nameof(options));

        _options = options;
        _resolver = new EndpointResolver(options.Endpoints, options.Resolve, options.ResolveTimeout, options.Time);
        _replicas = new ReplicaSet(options) { Failed = () => _resolveAsked.Writer.TryWrite(true) };
        _replicas.Replace(_resolver.Replicas);
        if (!_resolver.HasNames)
            _resolvedOnce.SetResult();

        _maintenance = Task.Run(MaintainAsync);
    }

    /// <summary>The replica that the next call goes to; null while none is known.</summary>
    public ReplicaAddress? Choice => _replicas.Pick([]);

    /// <summary>
    /// Makes one call that may be made twice without doing anything twice. A replica that fails is followed by another at once, a silent one is joined by
    /// another; the first answer counts. Where the service cannot for the moment, it is asked again until the time is over.
    /// </summary>
    /// <param name="call">Starts the call with the invoker and options that it is given; called once for each attempt, not always on the same thread.</param>
    /// <param name="settings">How much patience it has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CoordinatorCallException">It was refused, nobody could do it in time, or nobody is there at all.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Answer<T>> CallAsync<T>(
        Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> call, CallSettings settings, CancellationToken cancellationToken)
    {
        var start = _options.Time.GetTimestamp();
        await WaitForAddressesAsync(settings.Timeout, cancellationToken).ConfigureAwait(false);
        var left = settings.Timeout - _options.Time.GetElapsedTime(start);
        return await new UnaryCall<T>(_replicas, call, settings with { Timeout = left }, _options.Time, _options.Random)
            .RunAsync(() => _resolver.Failures, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes hold of a connection for a stream, without waiting.</summary>
    /// <param name="except">Replicas that will not do.</param>
    /// <returns>To <see cref="Choice"/> if that will do. Null: there is no other replica, or none is known yet.</returns>
    public ReplicaConnection? TryConnect(params IReadOnlyCollection<ReplicaAddress> except) => _replicas.TryConnect(except);

    /// <summary>As <see cref="TryConnect"/>, but waits until names were resolved for the first time.</summary>
    /// <exception cref="CoordinatorCallException">No replica is known.</exception>
    public async Task<ReplicaConnection?> ConnectAsync(IReadOnlyCollection<ReplicaAddress> except, CancellationToken cancellationToken)
    {
        await WaitForAddressesAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        if (_replicas.All.IsEmpty)
            throw new CoordinatorCallException(_resolver.Failures);

        return TryConnect(except);
    }

    /// <summary>
    /// Asks whether one attempt more than usual may be made now, and if so pays for it: what hedges and repeats over streams ask, so that an outage is not
    /// answered by a multiple of the usual calls.
    /// </summary>
    public bool TrySpendRetry() => _replicas.TrySpendRetry();

    /// <summary>Ends every call and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _maintenance.ConfigureAwait(false);
        _replicas.Dispose();
        _stop.Dispose();
    }

    private async Task WaitForAddressesAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Whoever waits for too long goes on with what there is, and says which names are missing.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var alarm = Task.Delay(timeout, _options.Time, bound.Token);
        await Task.WhenAny(_resolvedOnce.Task, alarm).ConfigureAwait(false);
        await bound.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task MaintainAsync()
    {
        try
        {
            while (true)
            {
                if (_resolver.HasNames)
                {
                    await _resolver.RefreshAsync(_stop.Token).ConfigureAwait(false);
                    _replicas.Replace(_resolver.Replicas);
                    _resolvedOnce.TrySetResult();
                }

                await MoveHomeAsync().ConfigureAwait(false);
                await PauseAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    /// <summary>A name without an address is asked for again soon, a failure makes all be asked for, and many clients do not ask at once.</summary>
    private async Task PauseAsync()
    {
        await Task.Delay(ShortestResolvePause * (1 + _options.Random.NextDouble()), _options.Time, _stop.Token).ConfigureAwait(false);
        if (_resolver.HasGaps)
            return;

        using var pause = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var interval = Task.Delay(_options.ResolveInterval * (0.75 + (_options.Random.NextDouble() / 2)), _options.Time, pause.Token);
        await Task.WhenAny(interval, _resolveAsked.Reader.WaitToReadAsync(pause.Token).AsTask()).ConfigureAwait(false);
        await pause.CancelAsync().ConfigureAwait(false);
        _resolveAsked.Reader.TryRead(out _);
    }

    /// <summary>Tries the replica that this client likes best before it is used: a move must not be an outage.</summary>
    private async Task MoveHomeAsync()
    {
        if (_replicas.TryConnectHome() is not { } home)
            return;

        using (home)
        {
            if (await ServesAsync(home).ConfigureAwait(false))
                _replicas.MoveTo(home.Replica);
            else
                home.NoteFailure();
        }
    }

    private async Task<bool> ServesAsync(ReplicaConnection connection)
    {
        try
        {
            using var call = new ClusterService.ClusterServiceClient(connection.Invoker).GetStatusAsync(
                new GetStatusRequest(), deadline: DateTime.UtcNow + ProbeTimeout, cancellationToken: _stop.Token);
            return (await call.ResponseAsync.ConfigureAwait(false)).Serving;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
