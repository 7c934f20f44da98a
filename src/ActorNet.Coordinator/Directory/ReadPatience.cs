using ActorNet.Coordinator.Hosting;
using Grpc.Core;

namespace ActorNet.Coordinator.Directory;

/// <summary>How long a reader waits for the directory.</summary>
/// <param name="Time">The time after which it is told that the directory is behind.</param>
/// <param name="Cancellation">Ends its wait without an answer.</param>
internal readonly record struct ReadPatience(TimeSpan Time, CancellationToken Cancellation)
{
    /// <summary>How long a reader waits at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The patience of a call: so much less than its caller has that the answer can still arrive.</summary>
    /// <exception cref="RpcException">The caller's deadline has passed.</exception>
    public static ReadPatience Of(ServerCallContext context, TimeProvider time)
    {
        var left = CallPatience.Of(context, time) * 0.9;
        return new ReadPatience(left < Longest ? left : Longest, context.CancellationToken);
    }

    /// <summary>The longest patience.</summary>
    public static ReadPatience Until(CancellationToken cancellation) => new(Longest, cancellation);
}
