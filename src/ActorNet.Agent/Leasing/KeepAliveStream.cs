using System.Threading.Channels;
using ActorNet.Agent.Coordinators;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Agent.Leasing;

/// <summary>One KeepAlive stream to one coordinator. Never makes its caller wait: requests are queued, answers and the end are handed to <c>onAnswer</c> and <c>onEnd</c>.</summary>
internal sealed class KeepAliveStream : IAsyncDisposable
{
    private readonly Channel<KeepAliveRequest> _requests = Channel.CreateUnbounded<KeepAliveRequest>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public KeepAliveStream(Coordinator coordinator, Action<KeepAliveStream, KeepAliveResponse> onAnswer, Action<KeepAliveStream, ServiceError> onEnd)
    {
        Coordinator = coordinator;
        _running = Task.Run(() => RunAsync(onAnswer, onEnd));
    }

    public Coordinator Coordinator { get; }

    public void Send(KeepAliveRequest request) => _requests.Writer.TryWrite(request);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(Action<KeepAliveStream, KeepAliveResponse> onAnswer, Action<KeepAliveStream, ServiceError> onEnd)
    {
        try
        {
            using var call = Coordinator.Leases.KeepAlive(cancellationToken: _stop.Token);
            using var writing = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var writer = WriteAsync(call.RequestStream, writing.Token);
            try
            {
                await foreach (var response in call.ResponseStream.ReadAllAsync(_stop.Token))
                    onAnswer(this, response);
            }
            finally
            {
                await writing.CancelAsync();
                await writer;
            }

            onEnd(this, new ServiceError(ErrorReason.Unspecified, "the coordinator ended the stream") { StatusCode = StatusCode.Unavailable });
        }
        catch (RpcException exception)
        {
            onEnd(this, ServiceError.From(exception));
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
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The call is over; the reading side learns why.
        }
    }
}
