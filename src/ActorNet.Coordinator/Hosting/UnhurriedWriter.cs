using Grpc.Core;

namespace ActorNet.Coordinator.Hosting;

/// <summary>
/// Lets a message that is under way go out when its stream is told to end. To cancel a write resets the whole call (RST_STREAM), and then the
/// caller does not hear why it ended. A caller that reads nothing is not waited for.
/// </summary>
internal sealed class UnhurriedWriter<T>(IServerStreamWriter<T> inner, TimeProvider time) : IServerStreamWriter<T>
{
    /// <summary>How long a message may take after its stream was told to end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    /// <inheritdoc/>
    public Task WriteAsync(T message) => inner.WriteAsync(message);

    /// <inheritdoc/>
    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var ending = cancellationToken.UnsafeRegister(static late => ((CancellationTokenSource)late!).CancelAfter(Patience), late);
        await inner.WriteAsync(message, late.Token);
    }
}
