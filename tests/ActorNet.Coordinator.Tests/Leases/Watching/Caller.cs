using System.Threading.Channels;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Leases.Watching;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Leases.Watching;

/// <summary>A caller that takes one message at a time, when it wants to: until then the watch cannot send the next.</summary>
internal sealed class Caller : IServerStreamWriter<EncodedMessage>
{
    private readonly Channel<WatchLeasesResponse> sent = Channel.CreateUnbounded<WatchLeasesResponse>();
    private readonly Channel<bool> taken = Channel.CreateUnbounded<bool>();

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(EncodedMessage message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(EncodedMessage message, CancellationToken cancellationToken)
    {
        await sent.Writer.WriteAsync(WatchLeasesResponse.Parser.ParseFrom(message.ToArray()), cancellationToken);
        await taken.Reader.ReadAsync(cancellationToken);
    }

    public async Task<WatchLeasesResponse> ReadAsync()
    {
        var message = await sent.Reader.ReadAsync(TestContext.Current.CancellationToken);
        taken.Writer.TryWrite(true);
        return message;
    }

    public async Task HasOneToReadAsync() => Assert.True(await sent.Reader.WaitToReadAsync(TestContext.Current.CancellationToken));
}
