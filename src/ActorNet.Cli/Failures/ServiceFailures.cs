using ActorNet.Client.Calls;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Cli.Failures;

/// <summary>What the service's errors mean for whoever called the command: the one place that gives them exit codes.</summary>
internal static class ServiceFailures
{
    public static CommandFailure From(CoordinatorCallException exception)
    {
        // Of several, one that a replica gave says more than one that the network did.
        var failures = exception.Failures;
        var telling = failures.LastOrDefault(failure => failure.Error.Reason != ErrorReason.Unspecified) ?? failures[^1];
        var error = telling.Error;
        return new CommandFailure(ToExitCode(error.StatusCode), ReasonOf(error), MessageOf(telling, failures.Count))
        {
            Violations = error.Violations,
            Endpoints = failures.Count > 1 ? failures : [],
            Metadata = error.Metadata,
            RetryDelay = error.RetryDelay,
            Advice = Failures.Advice.For(error),
        };
    }

    public static ExitCode ToExitCode(StatusCode status) => status switch
    {
        StatusCode.OK => ExitCode.Ok,
        StatusCode.InvalidArgument or StatusCode.OutOfRange => ExitCode.Usage,
        StatusCode.NotFound => ExitCode.NotFound,
        StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.ResourceExhausted or StatusCode.Aborted
            or StatusCode.PermissionDenied or StatusCode.Unauthenticated => ExitCode.Refused,
        _ => ExitCode.Unavailable,
    };

    private static string ReasonOf(ServiceError error) =>
        error.Reason == ErrorReason.Unspecified ? StatusNames.Of(error.StatusCode) : error.Reason.ToWireName();

    private static string MessageOf(EndpointFailure failure, int attempts)
    {
        var message = failure.Error.Message.Length > 0 ? failure.Error.Message : "the service gave no message";
        if (failure.Error.Reason != ErrorReason.Unspecified)
            return message;

        return attempts > 1 && failure.Error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded
            ? $"none of the {attempts} endpoints answered"
            : $"{failure}: {message}";
    }
}
