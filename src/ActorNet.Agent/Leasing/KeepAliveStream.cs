using System.Threading.Channels;
using ActorNet.Client.Connections;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// One KeepAlive stream to one coordinator. Never makes its caller wait: requests are queued, answers and the end are handed to <c>onAnswer</c> and <c>onEnd</c>,
/// which may call from any thread; everything else is the keeper's loop's.
/// </summary>
internal sealed class KeepAliveStream : IAsyncDisposable
{
    private readonly Channel<KeepAliveRequest> _requests = Channel.CreateUnbounded<KeepAliveRequest>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<long> _unanswered = [];
    private readonly ReplicaConnection _connection;
    private readonly Task _running;
    private long _asked;

    public KeepAliveStream(ReplicaConnection connection, Action<KeepAliveStream, KeepAliveResponse> onAnswer, Action<KeepAliveStream, EndpointFailure> onEnd)
    {
        _connection = connection;
        _running = Task.Run(() => RunAsync(onAnswer, onEnd));
    }

    public ReplicaAddress Replica => _connection.Replica;

    /// <summary>The numbers of the requests that went over this stream and that no answer has come to.</summary>
    public IReadOnlyCollection<long> Unanswered => _unanswered;

    public void Send(KeepAliveRequest request)
    {
        _unanswered.Add(request.RequestNumber);
        Interlocked.Increment(ref _asked);
        _requests.Writer.TryWrite(request);
    }

    /// <summary>An answer has come. False if it answers nothing that was asked over this stream (<c>safety.md</c> rule 4).</summary>
    public bool Accept(KeepAliveResponse response) => _unanswered.Remove(response.RequestNumber);

    public void NoteAnswer() => _connection.NoteAnswer();

    public void NoteFailure() => _connection.NoteFailure();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _connection.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Action<KeepAliveStream, KeepAliveResponse> onAnswer, Action<KeepAliveStream, EndpointFailure> onEnd)
    {
        try
        {
            using var call = new LeaseService.LeaseServiceClient(_connection.Invoker).KeepAlive(cancellationToken: _stop.Token);
            using var writing = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var writer = WriteAsync(call.RequestStream, writing.Token);
            try
            {
                var answers = 0L;
                await foreach (var response in call.ResponseStream.ReadAllAsync(_stop.Token))
                {
                    // Whoever answers what nobody asked has no end: it must not keep this node busy.
                    if (++answers > Interlocked.Read(ref _asked))
                    {
                        onEnd(this, EndpointFailure.Nonsense(Replica, "there are more answers than requests"));
                        return;
                    }

                    onAnswer(this, response);
                }
            }
            finally
            {
                await writing.CancelAsync();
                await writer;
            }

            onEnd(this, EndpointFailure.Ended(Replica));
        }
        catch (RpcException exception)
        {
            onEnd(this, EndpointFailure.Of(Replica, exception));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed: nobody waits for an end.
        }
    }

    private async Task WriteAsync(IClientStreamWriter<KeepAliveRequest> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in _requests.Reader.ReadAllAsync(cancellationToken))
                await stream.WriteAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is RpcException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // The call is over; the reading side learns why.
        }
    }
}
