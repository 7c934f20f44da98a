using System.Collections.Concurrent;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Errors;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// Lets a client read its own writes: whatever this replica answered with is remembered until the directory has it, and a reader that comes
/// later waits for it.
/// </summary>
internal sealed class DirectoryBarrier(LeaseDirectory directory, TimeProvider time)
{
    /// <summary>How long a reader waits at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, long> awaited = new(StringComparer.Ordinal);

    /// <summary>Remembers that something was answered that rests upon this position.</summary>
    public void Record(JournalPosition position)
    {
        if (!directory.Current.State.Covers(position))
        {
            awaited.AddOrUpdate(position.PersistenceId, position.SequenceNumber, (_, before) => Math.Max(before, position.SequenceNumber));
        }
    }

    /// <summary>Waits until the directory has everything that was answered before this call, and gives what it shows then.</summary>
    /// <exception cref="Grpc.Core.RpcException">It did not come in time: DIRECTORY_BEHIND.</exception>
    public async Task<DirectoryView> WaitAsync(CancellationToken cancellation)
    {
        var view = directory.Current;
        var missing = awaited.ToArray();
        if (missing.Length == 0)
        {
            return view;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            while (!missing.All(entry => view.State.Covers(new JournalPosition(entry.Key, entry.Value))))
            {
                await view.Next.WaitAsync(either.Token);
                view = directory.Current;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ServiceErrors.DirectoryBehind(view.State.Revision).ToRpcException();
        }

        foreach (var entry in missing)
        {
            awaited.TryRemove(entry);
        }

        return view;
    }
}
