using System.Threading.Channels;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Coordinator.Leases;

/// <summary>
/// One KeepAlive stream: requests are taken as they come, answered as they are done. While too many are under way no more are read, so a
/// caller that sends faster than it is served, or does not read its answers, is held up by flow control and costs no memory.
/// </summary>
/// <param name="requests">What the caller sends.</param>
/// <param name="responses">What it gets.</param>
/// <param name="renew">Serves one request; never fails but by cancellation.</param>
internal sealed class KeepAliveSession(
    IAsyncStreamReader<KeepAliveRequest> requests,
    IServerStreamWriter<KeepAliveResponse> responses,
    Func<KeepAliveRequest, CancellationToken, Task<KeepAliveResponse>> renew) : IDisposable
{
    private const int MaxUnderWay = 1024;

    private readonly SemaphoreSlim places = new(MaxUnderWay);
    private readonly Channel<KeepAliveResponse> answers = Channel.CreateUnbounded<KeepAliveResponse>(new() { SingleReader = true });

    /// <summary>Runs until the caller has sent its last request and got its last answer.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(OrEndBoth(ReadAsync(ending.Token), ending), OrEndBoth(WriteAsync(ending.Token), ending));
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        while (await requests.MoveNext(cancellation))
        {
            _ = AnswerAsync(requests.Current, cancellation);
            await places.WaitAsync(cancellation);
        }

        // All places are free again when the last answer is sent; this reader holds one of them.
        for (var place = 1; place < MaxUnderWay; place++)
        {
            await places.WaitAsync(cancellation);
        }

        answers.Writer.Complete();
    }

    private async Task AnswerAsync(KeepAliveRequest request, CancellationToken cancellation) =>
        answers.Writer.TryWrite(await renew(request, cancellation));

    private async Task WriteAsync(CancellationToken cancellation)
    {
        await foreach (var answer in answers.Reader.ReadAllAsync(cancellation))
        {
            await responses.WriteAsync(answer, cancellation);
            places.Release();
        }
    }

    private static async Task OrEndBoth(Task half, CancellationTokenSource ending)
    {
        try
        {
            await half;
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
    }
}
