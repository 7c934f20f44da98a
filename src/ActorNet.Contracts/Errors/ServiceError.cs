using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace ActorNet.Contracts.Errors;

/// <summary>
/// An error of an <c>actornet.v1</c> service, the same on both sides of the wire: a google.rpc.Status with ErrorInfo, BadRequest and
/// RetryInfo (AIP-193).
/// </summary>
/// <param name="Reason">Which of the documented reasons.</param>
/// <param name="Message">What was given, what is wrong, what would be right.</param>
public sealed record ServiceError(ErrorReason Reason, string Message)
{
    /// <summary>The domain in every google.rpc.ErrorInfo of these services.</summary>
    public const string Domain = "actornet";

    /// <summary>The status code; follows from the reason unless the error came from elsewhere (a proxy, a lost connection).</summary>
    public StatusCode StatusCode { get; init; } = Reason.ToStatusCode();

    /// <summary>When asking again makes sense; null when waiting does not help.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>The fields that are wrong; only with <see cref="ErrorReason.InvalidField"/>.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    /// <summary>The facts behind the reason, as documented with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads the error out of a failed call, also one that failed before it reached a service.</summary>
    public static ServiceError From(RpcException exception)
    {
        try
        {
            return From(exception, exception.GetRpcStatus());
        }
        catch (Exception damage) when (damage is InvalidProtocolBufferException or ArgumentException)
        {
            // Whoever is on the way can write what it likes into trailers; the status itself still says something.
            return From(exception, status: null);
        }
    }

    private static ServiceError From(RpcException exception, Status? status)
    {
        var info = status?.GetDetail<ErrorInfo>();
        var error = new ServiceError(ParseReason(info), exception.Status.Detail)
        {
            StatusCode = exception.StatusCode,
            RetryDelay = RetryDelays.From(status?.GetDetail<RetryInfo>()?.RetryDelay),
        };
        if (info is not null)
        {
            error = error with { Metadata = new Dictionary<string, string>(info.Metadata, StringComparer.Ordinal) };
        }

        return status?.GetDetail<BadRequest>() is { } request
            ? error with { Violations = [.. request.FieldViolations.Select(v => new FieldViolation(v.Field, v.Description))] }
            : error;
    }

    /// <summary>The exception that carries this error to the caller, trailers included.</summary>
    public RpcException ToRpcException()
    {
        var info = new ErrorInfo { Domain = Domain, Reason = Reason.ToWireName() };
        info.Metadata.Add(Metadata.ToDictionary(StringComparer.Ordinal));
        var status = new Status { Code = (int)StatusCode, Message = Message, Details = { Any.Pack(info) } };
        if (Violations.Count > 0)
        {
            var request = new BadRequest();
            request.FieldViolations.AddRange(Violations.Select(v => new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description }));
            status.Details.Add(Any.Pack(request));
        }

        if (RetryDelay is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status.ToRpcException();
    }

    private static ErrorReason ParseReason(ErrorInfo? info) =>
        info is { Domain: Domain } && ErrorReasons.TryParseWireName(info.Reason, out var reason) ? reason : ErrorReason.Unspecified;
}
