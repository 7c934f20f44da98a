using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Client.Endpoints;

/// <summary>What one replica answered instead of what was asked for, or why it did not answer.</summary>
/// <param name="Endpoint">The endpoint as it was given.</param>
/// <param name="Replica">Which of its addresses; null where its name has none.</param>
/// <param name="Error">What was wrong. Without a reason of the contract it is not the service that says so.</param>
public sealed record EndpointFailure(Uri Endpoint, ReplicaAddress? Replica, ServiceError Error)
{
    /// <summary>A call failed.</summary>
    public static EndpointFailure Of(ReplicaAddress replica, RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(exception);
        var error = ServiceError.From(exception);

        // gRPC's own words for a connection that fails ("Error starting gRPC call.") say less than their cause.
        var cause = error.Reason == ErrorReason.Unspecified ? exception.Status.DebugException?.GetBaseException().Message : null;
        return new EndpointFailure(replica.Endpoint, replica, error with { Message = cause ?? error.Message });
    }

    /// <summary>Nothing came for as long as it was waited for.</summary>
    public static EndpointFailure Silent(ReplicaAddress replica, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(replica);
        var text = patience < TimeSpan.FromSeconds(1) ? $"{patience.TotalMilliseconds:0} ms" : $"{patience.TotalSeconds:0.#} s";
        return new EndpointFailure(replica.Endpoint, replica, Plain(StatusCode.DeadlineExceeded, $"no answer within {text}"));
    }

    /// <summary>A stream that has no end ended.</summary>
    public static EndpointFailure Ended(ReplicaAddress replica)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return new EndpointFailure(replica.Endpoint, replica, Plain(StatusCode.Unavailable, "the service ended the stream"));
    }

    /// <summary>What it said breaks the contract.</summary>
    public static EndpointFailure Nonsense(ReplicaAddress replica, string why)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return new EndpointFailure(replica.Endpoint, replica, Plain(StatusCode.Internal, why));
    }

    internal static EndpointFailure Unresolved(Uri endpoint, string why) => new(endpoint, null, Plain(StatusCode.Unavailable, why));

    /// <summary>The replica, or the endpoint where there is none.</summary>
    public override string ToString() => Replica?.ToString() ?? Endpoint.GetLeftPart(UriPartial.Authority);

    private static ServiceError Plain(StatusCode status, string message) => new(ErrorReason.Unspecified, message) { StatusCode = status };
}
