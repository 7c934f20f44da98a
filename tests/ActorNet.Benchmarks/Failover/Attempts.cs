using System.Diagnostics;
using ActorNet.Benchmarks.Clients;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Benchmarks.Failover;

/// <summary>
/// Calls as a client makes them that knows all replicas: an attempt that fails for a reason that may pass, or takes long, is followed by one at the
/// next replica, until the call's own deadline. The next call begins where the one before was answered. One call at a time.
/// </summary>
/// <param name="connections">One to each replica, or the same number.</param>
/// <param name="first">Chooses the replica that is asked first.</param>
internal sealed class Attempts(Connections connections, int first)
{
    private static readonly TimeSpan OneAttempt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int replica = first;

    /// <summary>How many attempts were followed by another one.</summary>
    public long Failed { get; private set; }

    /// <summary>Makes a call.</summary>
    /// <param name="attempt">Asks one replica, until a deadline.</param>
    /// <exception cref="RpcException">It failed for good, or nobody answered in time.</exception>
    public async Task<T> CallAsync<T>(Func<LeaseService.LeaseServiceClient, DateTime, AsyncUnaryCall<T>> attempt)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await attempt(connections[replica], DateTime.UtcNow + OneAttempt);
            }
            catch (RpcException exception) when (MayPass(exception) && Stopwatch.GetElapsedTime(begin) < OneCall)
            {
                Failed++;
                replica++;
                await Task.Delay(Pause * (0.5 + Random.Shared.NextDouble()));
            }
        }
    }

    private static bool MayPass(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Cancelled or StatusCode.Internal
        && ServiceError.From(exception).Reason is ErrorReason.Unspecified or ErrorReason.ShardUnavailable or ErrorReason.QueueFull or ErrorReason.ShuttingDown;
}
