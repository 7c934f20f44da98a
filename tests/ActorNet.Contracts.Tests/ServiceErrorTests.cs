using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Contracts.Tests;

public sealed class ServiceErrorTests
{
    [Fact]
    public void An_error_reads_the_same_on_both_sides_of_the_wire()
    {
        var sent = new ServiceError(ErrorReason.InvalidField, "node_id is empty")
        {
            RetryDelay = TimeSpan.FromMilliseconds(1500),
            Violations = [new FieldViolation("node_id", "is empty; give 1 to 63 characters")],
            Metadata = new Dictionary<string, string> { ["pool"] = "default" },
        };

        var read = ServiceError.From(sent.ToRpcException());

        Assert.Equal(ErrorReason.InvalidField, read.Reason);
        Assert.Equal(StatusCode.InvalidArgument, read.StatusCode);
        Assert.Equal(sent.Message, read.Message);
        Assert.Equal(sent.RetryDelay, read.RetryDelay);
        Assert.Equal(sent.Violations, read.Violations);
        Assert.Equal(sent.Metadata, read.Metadata);
    }

    [Fact]
    public void An_error_from_elsewhere_keeps_its_status_and_has_no_reason()
    {
        var read = ServiceError.From(new RpcException(new Status(StatusCode.Unavailable, "connection refused")));

        Assert.Equal(StatusCode.Unavailable, read.StatusCode);
        Assert.Equal(ErrorReason.Unspecified, read.Reason);
        Assert.Empty(read.Violations);
    }

    [Fact]
    public void Every_reason_has_a_status_code_and_a_wire_name()
    {
        var reasons = Enum.GetValues<ErrorReason>().Where(reason => reason != ErrorReason.Unspecified);

        Assert.All(reasons, reason =>
        {
            Assert.NotEqual(StatusCode.Unknown, reason.ToStatusCode());
            Assert.True(ErrorReasons.TryParseWireName(reason.ToWireName(), out var parsed));
            Assert.Equal(reason, parsed);
        });
    }
}
