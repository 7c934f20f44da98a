using ActorNet.Cli.Failures;
using Grpc.Core;

namespace ActorNet.Cli.Tests.Failures;

public sealed class ServiceFailuresTests
{
    [Theory]
    [InlineData(StatusCode.OK, 0)]
    [InlineData(StatusCode.AlreadyExists, 1)]
    [InlineData(StatusCode.FailedPrecondition, 1)]
    [InlineData(StatusCode.ResourceExhausted, 1)]
    [InlineData(StatusCode.Aborted, 1)]
    [InlineData(StatusCode.PermissionDenied, 1)]
    [InlineData(StatusCode.Unauthenticated, 1)]
    [InlineData(StatusCode.InvalidArgument, 2)]
    [InlineData(StatusCode.OutOfRange, 2)]
    [InlineData(StatusCode.Unavailable, 3)]
    [InlineData(StatusCode.DeadlineExceeded, 3)]
    [InlineData(StatusCode.Unimplemented, 3)]
    [InlineData(StatusCode.Internal, 3)]
    [InlineData(StatusCode.Unknown, 3)]
    [InlineData(StatusCode.DataLoss, 3)]
    [InlineData(StatusCode.Cancelled, 3)]
    [InlineData(StatusCode.NotFound, 4)]
    public void Every_status_has_an_exit_code(StatusCode status, int exitCode) => Assert.Equal(exitCode, (int)ServiceFailures.ToExitCode(status));

    [Fact]
    public void No_status_is_without_a_name() =>
        Assert.Equal(Enum.GetValues<StatusCode>().Length, Enum.GetValues<StatusCode>().Select(StatusNames.Of).Distinct(StringComparer.Ordinal).Count());
}
