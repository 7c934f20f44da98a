namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>What a watcher finds at its place in the ring.</summary>
/// <param name="Kind">What.</param>
/// <param name="Batch">The message that is next.</param>
/// <param name="Next">Completes when there is more.</param>
internal readonly record struct WatchStep(WatchStepKind Kind, WatchBatch? Batch, Task Next);

/// <summary>What a watcher finds at its place in the ring.</summary>
internal enum WatchStepKind
{
    /// <summary>A message.</summary>
    Batch,

    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>Its next message is not kept any more.</summary>
    Behind,

    /// <summary>The directory was read anew: its place means nothing.</summary>
    StartedAnew,

    /// <summary>There will be nothing more: the pool is gone.</summary>
    Ended,
}

/// <summary>
/// The last messages to the watchers of a pool, numbered. A watcher holds a number and nothing else, so that one that does not read costs nothing
/// but the messages that it misses. Thread-safe.
/// </summary>
internal sealed class WatchRing(WatchLimits limits, int incarnation, long revision)
{
    private readonly Lock gate = new();
    private readonly WatchBatch?[] slots = new WatchBatch?[limits.Batches];
    private TaskCompletionSource signal = NewSignal();
    private long first;
    private long next;
    private long bytes;
    private int incarnation = incarnation;
    private long coveredFrom = revision;
    private bool isEnded;

    public void Add(WatchBatch batch)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            while (next > first && (next - first == limits.Batches || bytes + batch.Length > limits.Bytes))
            {
                ForgetFirst();
            }

            slots[next++ % slots.Length] = batch;
            bytes += batch.Length;
            waiting = ReplaceSignal();
        }

        waiting.SetResult();
    }

    /// <summary>Forgets everything: the directory was read anew, up to a revision.</summary>
    public void StartAnew(int newIncarnation, long revision)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            while (next > first)
            {
                ForgetFirst();
            }

            (incarnation, coveredFrom) = (newIncarnation, revision);
            waiting = ReplaceSignal();
        }

        waiting.SetResult();
    }

    /// <summary>Nothing comes any more. Watchers get what is there, and then know it.</summary>
    public void End()
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            isEnded = true;
            waiting = ReplaceSignal();
        }

        waiting.SetResult();
    }

    /// <summary>Where a watcher begins that knows a revision; null where something after it is not kept.</summary>
    public long? Find(long known)
    {
        lock (gate)
        {
            if (known < coveredFrom)
            {
                return null;
            }

            // The last ones are looked for, so from the end: nearly all watchers begin there.
            var number = next;
            while (number > first && slots[(number - 1) % slots.Length]!.Revision > known)
            {
                number--;
            }

            return number;
        }
    }

    /// <summary>What is at a watcher's place.</summary>
    /// <param name="number">The place.</param>
    /// <param name="watched">The incarnation of the directory that the watcher follows.</param>
    public WatchStep Get(long number, int watched)
    {
        lock (gate)
        {
            return watched < incarnation ? Step(WatchStepKind.StartedAnew)
                : watched > incarnation || number >= next ? Step(isEnded ? WatchStepKind.Ended : WatchStepKind.Wait)
                : number < first ? Step(WatchStepKind.Behind)
                : new WatchStep(WatchStepKind.Batch, slots[number % slots.Length], signal.Task);
        }
    }

    private WatchStep Step(WatchStepKind kind) => new(kind, null, signal.Task);

    private void ForgetFirst()
    {
        ref var slot = ref slots[first++ % slots.Length];
        bytes -= slot!.Length;
        coveredFrom = Math.Max(coveredFrom, slot.Revision);
        slot = null;
    }

    private TaskCompletionSource ReplaceSignal()
    {
        var before = signal;
        signal = NewSignal();
        return before;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
