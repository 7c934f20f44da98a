using ActorNet.Coordinator.Hosting;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Hosting;

public sealed class UnhurriedWriterTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly SlowCall call = new();
    private readonly CancellationTokenSource ending = new();

    public void Dispose() => ending.Dispose();

    [Fact]
    public async Task A_message_that_is_under_way_goes_out_when_the_stream_is_told_to_end()
    {
        var write = new UnhurriedWriter<string>(call, time).WriteAsync("message", ending.Token);
        await ending.CancelAsync();

        call.Accept();

        await write;
    }

    [Fact]
    public async Task A_caller_that_reads_nothing_is_cut_off()
    {
        var write = new UnhurriedWriter<string>(call, time).WriteAsync("message", ending.Token);
        await ending.CancelAsync();

        time.Advance(UnhurriedWriter<string>.Patience);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task Nothing_new_is_begun_on_a_stream_that_is_told_to_end()
    {
        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new UnhurriedWriter<string>(call, time).WriteAsync("message", ending.Token));

        Assert.False(call.WasAsked);
    }

    /// <summary>A call whose caller takes a message when the test says so.</summary>
    private sealed class SlowCall : IServerStreamWriter<string>
    {
        private readonly TaskCompletionSource accepted = new();

        public WriteOptions? WriteOptions { get; set; }

        public bool WasAsked { get; private set; }

        public void Accept() => accepted.SetResult();

        public Task WriteAsync(string message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(string message, CancellationToken cancellationToken)
        {
            WasAsked = true;
            return accepted.Task.WaitAsync(cancellationToken);
        }
    }
}
