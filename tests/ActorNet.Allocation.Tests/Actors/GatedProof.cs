using System.Threading.Channels;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;

namespace ActorNet.Allocation.Tests.Actors;

/// <summary>A proof that waits until the test lets it go on, once it is closed.</summary>
internal sealed class GatedProof : IOwnershipProof
{
    private readonly Channel<JournalPosition> asked = Channel.CreateUnbounded<JournalPosition>();
    private TaskCompletionSource? gate;

    private IOwnershipProof? inner;

    public GatedProof Around(IOwnershipProof proof)
    {
        inner = proof;
        return this;
    }

    public void Close() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => gate!.SetResult();

    public void Fail(Exception problem) => gate!.SetException(problem);

    /// <summary>Waits until somebody waits at the closed gate.</summary>
    public async Task<JournalPosition> NextAskedAsync() => await asked.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<bool> IsLastAsync(JournalPosition position)
    {
        if (gate is { } closed)
        {
            asked.Writer.TryWrite(position);
            await closed.Task;
        }

        return await inner!.IsLastAsync(position);
    }
}
