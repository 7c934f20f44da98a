using ActorNet.Cli.Arguments;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Cli.Connection;

/// <summary>What one endpoint answered instead of what was asked for, or why it did not answer.</summary>
internal sealed record EndpointFailure(Uri Endpoint, ServiceError Error)
{
    /// <summary>Whether another replica may do what this one could not: it did not answer, or said itself that it cannot now.</summary>
    public bool IsUnreachable => Error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded;

    /// <summary>Whether the same question may be answered later: everything but what the service decided about the question itself.</summary>
    public bool IsTransient => IsUnreachable || Error.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled
        or StatusCode.Aborted or StatusCode.DataLoss or StatusCode.ResourceExhausted;

    public static EndpointFailure Of(Uri endpoint, RpcException exception)
    {
        var error = ServiceError.From(exception);

        // The client's own words for a connection that fails ("Error connecting to subchannel.") say less than their cause.
        var cause = error.Reason == ErrorReason.Unspecified ? exception.Status.DebugException?.GetBaseException().Message : null;
        return new EndpointFailure(endpoint, error with { Message = cause ?? error.Message });
    }

    public static EndpointFailure Silent(Uri endpoint, TimeSpan patience) => new(
        endpoint,
        new ServiceError(ErrorReason.Unspecified, $"no answer within {DurationText.Format(patience)}") { StatusCode = StatusCode.DeadlineExceeded });

    public static EndpointFailure Ended(Uri endpoint) => new(
        endpoint,
        new ServiceError(ErrorReason.Unspecified, "the service ended the stream") { StatusCode = StatusCode.Unavailable });
}
