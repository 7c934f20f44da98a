using System.Threading.Channels;
using Akka.Actor;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>Hands on what it is told, in order.</summary>
public sealed class Collector : UntypedActor
{
    private readonly ChannelWriter<object> output;

    public Collector(ChannelWriter<object> output) => this.output = output;

    /// <summary>The next message, within a bound.</summary>
    public static async Task<object> NextAsync(ChannelReader<object> messages)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(90));
        return await messages.ReadAsync(bound.Token);
    }

    protected override void OnReceive(object message) => output.TryWrite(message);
}
