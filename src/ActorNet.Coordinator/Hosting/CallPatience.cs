using Grpc.Core;

namespace ActorNet.Coordinator.Hosting;

/// <summary>How long a call may wait for an actor.</summary>
internal static class CallPatience
{
    /// <summary>Where the caller sets no deadline, or a later one.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>What is left until the caller's deadline, and no more than <see cref="Longest"/>.</summary>
    public static TimeSpan Of(ServerCallContext context, TimeProvider time)
    {
        var left = context.Deadline - time.GetUtcNow().UtcDateTime;
        return left > Longest ? Longest
            : left > TimeSpan.Zero ? left
            : throw new RpcException(new Status(StatusCode.DeadlineExceeded, "the caller's deadline has passed"));
    }
}
