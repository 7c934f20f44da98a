using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Errors;

/// <summary>What is no message of the method's type.</summary>
public sealed class MalformedMessagesTests(RunningCoordinator coordinator)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    public static TheoryData<byte[]> Malformed => new([0x12, 0x02, 0xff, 0xfe], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x12], [0xff, 0xff, 0xff]);

    private CallInvoker Invoker => coordinator.Client.Channel.CreateCallInvoker();

    private static CallOptions Options => new(cancellationToken: TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public async Task A_message_that_is_no_protobuf_is_the_callers_mistake(byte[] message)
    {
        var method = new Method<byte[], byte[]>(MethodType.Unary, "actornet.v1.LeaseService", "AcquireLease", Bytes, Bytes);

        var error = await Refused.WithAsync(
            ErrorReason.InvalidField,
            async () => await Invoker.AsyncUnaryCall(method, host: null, Options, message));

        Assert.Empty(error.Violations);
        Assert.Contains("AcquireLeaseRequest", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_at_a_message_that_is_no_protobuf()
    {
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "actornet.v1.LeaseService", "KeepAlive", Bytes, Bytes);
        using var call = Invoker.AsyncDuplexStreamingCall(method, host: null, Options);

        await call.RequestStream.WriteAsync([0xff], Options.CancellationToken);

        await Refused.WithAsync(ErrorReason.InvalidField, () => call.ResponseStream.MoveNext(Options.CancellationToken));
    }
}
