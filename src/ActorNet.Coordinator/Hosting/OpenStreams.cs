using ActorNet.Coordinator.Errors;
using Grpc.Core;

namespace ActorNet.Coordinator.Hosting;

/// <summary>Ends long-lived streams when the server stops, for it waits until every call has ended.</summary>
internal sealed class OpenStreams(IHostApplicationLifetime lifetime)
{
    /// <summary>Runs a stream until it ends, the caller is gone, or the server stops.</summary>
    /// <exception cref="RpcException">SHUTTING_DOWN: the server stops.</exception>
    public async Task RunAsync(ServerCallContext context, Func<CancellationToken, Task> stream)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await stream(either.Token);
        }
        catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            // Whatever a stream failed with while it was cut off, this is why.
            throw ServiceErrors.ShuttingDown().ToRpcException();
        }
    }
}
