using System.Net.Sockets;
using ActorNet.Client.Calls;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Tests.Fixtures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Client.Tests.Calls;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(ErrorReason.ShuttingDown, nameof(Verdict.Elsewhere))]
    [InlineData(ErrorReason.DirectoryBehind, nameof(Verdict.Elsewhere))]
    [InlineData(ErrorReason.ShardUnavailable, nameof(Verdict.Later))]
    [InlineData(ErrorReason.QueueFull, nameof(Verdict.Later))]
    [InlineData(ErrorReason.PoolExhausted, nameof(Verdict.Final))]
    [InlineData(ErrorReason.LimitReached, nameof(Verdict.Final))]
    [InlineData(ErrorReason.LeaseNotFound, nameof(Verdict.Final))]
    [InlineData(ErrorReason.NodeIdInUse, nameof(Verdict.Final))]
    [InlineData(ErrorReason.InvalidField, nameof(Verdict.Final))]
    [InlineData(ErrorReason.PageTokenExpired, nameof(Verdict.Final))]
    [InlineData(ErrorReason.NotImplemented, nameof(Verdict.Final))]
    public void A_reason_of_the_service_says_it(ErrorReason reason, string verdict) =>
        Assert.Equal(verdict, Of(new ServiceError(reason, "").ToRpcException()));

    [Theory]
    [InlineData(StatusCode.Unavailable, nameof(Verdict.Elsewhere))]
    [InlineData(StatusCode.DeadlineExceeded, nameof(Verdict.Elsewhere))]
    [InlineData(StatusCode.Unknown, nameof(Verdict.Final))]
    [InlineData(StatusCode.Unimplemented, nameof(Verdict.Final))]
    [InlineData(StatusCode.PermissionDenied, nameof(Verdict.Final))]
    [InlineData(StatusCode.ResourceExhausted, nameof(Verdict.Final))]
    public void Without_a_reason_the_status_says_it(StatusCode status, string verdict) => Assert.Equal(verdict, Of(new RpcException(new Status(status, ""))));

    [Theory]
    [InlineData(SocketError.ConnectionRefused, nameof(Verdict.Absent))]
    [InlineData(SocketError.ConnectionReset, nameof(Verdict.Unreachable))]
    [InlineData(SocketError.TimedOut, nameof(Verdict.Unreachable))]
    public void Without_a_connection_nothing_was_sent(SocketError error, string verdict) => Assert.Equal(
        verdict,
        Of(Caused(StatusCode.Unavailable, new HttpRequestException(HttpRequestError.ConnectionError, "", new SocketException((int)error)))));

    [Fact]
    public void A_connection_that_broke_is_no_decision_of_the_service() => Assert.Equal(
        nameof(Verdict.Elsewhere), Of(Caused(StatusCode.Internal, new HttpRequestException(HttpRequestError.ResponseEnded, "reset"))));

    private static RpcException Caused(StatusCode status, Exception cause) => new(new Status(status, "", cause));

    private static string Of(RpcException exception) =>
        Verdicts.Of(EndpointFailure.Of(Addresses.A, exception), exception.Status.DebugException).ToString();
}
