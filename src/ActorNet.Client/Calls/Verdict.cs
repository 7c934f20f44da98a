using System.Net.Sockets;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Client.Calls;

/// <summary>What a failed attempt means for the call.</summary>
internal enum Verdict
{
    /// <summary>The service has decided: no replica would say anything else.</summary>
    Final,

    /// <summary>Nobody listens there, so nobody had anything to do with it: another replica at once; if nobody listens anywhere, nobody is there.</summary>
    Absent,

    /// <summary>No connection came about, so nothing was sent: another replica at once; if none has one, nobody is there.</summary>
    Unreachable,

    /// <summary>This replica broke off, stops or lags: another one at once.</summary>
    Elsewhere,

    /// <summary>The replica lives, but what it needs for the answer does not answer it or has no room: later.</summary>
    Later,
}

/// <summary>Reads verdicts out of errors.</summary>
internal static class Verdicts
{
    public static Verdict Of(EndpointFailure failure, Exception? cause) => failure.Error.Reason switch
    {
        ErrorReason.ShuttingDown or ErrorReason.DirectoryBehind => Verdict.Elsewhere,
        ErrorReason.ShardUnavailable or ErrorReason.QueueFull => Verdict.Later,
        not ErrorReason.Unspecified => failure.Error.StatusCode == StatusCode.Unavailable ? Verdict.Elsewhere : Verdict.Final,
        _ => OfPlainStatus(failure.Error.StatusCode, cause),
    };

    private static Verdict OfPlainStatus(StatusCode status, Exception? cause) => cause switch
    {
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => Verdict.Absent,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError } => Verdict.Unreachable,
        HttpRequestException or IOException or SocketException => Verdict.Elsewhere,
        _ => status is StatusCode.Unavailable or StatusCode.DeadlineExceeded ? Verdict.Elsewhere : Verdict.Final,
    };

    /// <summary>Whether it says that the replica itself is not fit to be asked for a while.</summary>
    public static bool IsAboutReplica(this Verdict verdict) => verdict is Verdict.Absent or Verdict.Unreachable or Verdict.Elsewhere;
}
