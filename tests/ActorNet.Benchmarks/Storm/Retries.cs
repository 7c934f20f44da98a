using ActorNet.Benchmarks.Clients;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Benchmarks.Storm;

/// <summary>Nodes that come again when they are told to.</summary>
internal sealed class Retries
{
    private static readonly TimeSpan WithoutAdvice = TimeSpan.FromMilliseconds(500);
    private long count;

    /// <summary>How often that was.</summary>
    public long Count => count;

    /// <summary>Asks until there is a lease.</summary>
    public async Task<AcquireLeaseResponse> AcquireAsync(Connections connections, int caller, Node node)
    {
        while (true)
        {
            try
            {
                return await connections[caller].AcquireLeaseAsync(node.Acquire());
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.ResourceExhausted or StatusCode.Unavailable)
            {
                Interlocked.Increment(ref count);
                var delay = ServiceError.From(exception).RetryDelay ?? WithoutAdvice;
                await Task.Delay(delay * (0.5 + Random.Shared.NextDouble()));
            }
        }
    }
}
