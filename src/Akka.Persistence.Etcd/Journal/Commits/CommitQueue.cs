using Akka.Etcd.Connection;
using Akka.Event;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Keys;

namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>
/// Group commit: what the actors want to write while transactions are under way goes out together in the next one. A write that finds none
/// under way is sent at once. Thread-safe.
/// </summary>
internal sealed class CommitQueue(EtcdConnection connection, JournalKeys keys, EtcdJournalSettings settings, TimeProvider time, ILoggingAdapter log) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, CommitLane> lanes = new(StringComparer.Ordinal);
    private readonly Queue<CommitLane> ready = new();
    private readonly BatchLimits limits = new(settings.MaxBatchOperations, settings.MaxBatchBytes, log);
    private readonly FailedWriters failed = new(capacity: 1 << 16);
    private readonly CancellationTokenSource stopping = new();
    private long queuedBytes;
    private int underWay;
    private int groupsUnderWay;

    /// <summary>Writes in order.</summary>
    /// <param name="persistenceId">Whose.</param>
    /// <param name="writer">The incarnation of the actor; once a write of it has failed, it writes no more.</param>
    /// <param name="writes">The writes, at least one.</param>
    /// <returns>The writes that were rejected, by last sequence number; all others are committed.</returns>
    /// <exception cref="StaleWriterException">Somebody else has written in their place or behind them.</exception>
    /// <exception cref="WriteNotDoneException">None is written.</exception>
    /// <exception cref="WriteOutcomeUnknownException">Some or all may be written.</exception>
    public async Task<IReadOnlyDictionary<long, Exception>> WriteAsync(string persistenceId, string writer, IReadOnlyList<JournalWrite> writes)
    {
        var pending = new PendingWrites(persistenceId, writer, writes);
        lock (gate)
        {
            Enqueue(pending);
            Pump();
        }

        try
        {
            return await pending.Completion.WaitAsync(settings.WriteTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (gate)
            {
                if (!pending.IsOver)
                {
                    failed.Add(persistenceId, writer);
                    throw pending.GiveUp();
                }
            }

            return await pending.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>Waits until everything that was handed over for a persistence id before this call is decided, one way or the other.</summary>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public async Task SettledAsync(string persistenceId)
    {
        Task last;
        lock (gate)
        {
            last = lanes.GetValueOrDefault(persistenceId)?.Tail?.Completion ?? Task.CompletedTask;
        }

        await Task.WhenAny(last).WaitAsync(settings.WriteTimeout, time).ConfigureAwait(false);
    }

    /// <summary>Somebody recovers: who comes after everything is settled reads what is there, and may write.</summary>
    public void LetWrite(string persistenceId)
    {
        lock (gate)
        {
            failed.Forget(persistenceId);
        }
    }

    /// <summary>Waits for nothing more: what is under way ends as unknown.</summary>
    public void Dispose() => stopping.Cancel();

    private void Enqueue(PendingWrites pending)
    {
        if (failed.Contains(pending.PersistenceId, pending.Writer))
        {
            throw WriteNotDoneException.AfterFailure();
        }

        if (queuedBytes > 0 && queuedBytes + pending.Bytes > settings.MaxQueuedBytes)
        {
            failed.Add(pending.PersistenceId, pending.Writer);
            throw new WriteNotDoneException($"the write was not done: {queuedBytes} bytes wait to be written already, max-queued-bytes is {settings.MaxQueuedBytes}");
        }

        queuedBytes += pending.Bytes;
        if (!lanes.TryGetValue(pending.PersistenceId, out var lane))
        {
            lane = lanes[pending.PersistenceId] = new CommitLane(pending.PersistenceId);
            ready.Enqueue(lane);
        }

        lane.Add(pending);
    }

    private void Pump()
    {
        while (IsWorthSending() && TakeBatch() is { Count: > 0 } batch)
        {
            underWay++;
            groupsUnderWay += batch.Count;
            _ = CommitAsync(batch);
        }
    }

    /// <summary>
    /// Beside others a batch goes out only when it is no smaller than they are on average. Actors that were answered together write again one
    /// after the other: the first of them would else take the free place alone, and etcd does as much for its transaction as for one of many.
    /// </summary>
    private bool IsWorthSending() =>
        underWay == 0 || (underWay < settings.TransactionsInFlight && (long)ready.Count * underWay >= groupsUnderWay);

    /// <summary>One group of each lane whose turn it is, as many as fit.</summary>
    private List<(CommitLane Lane, WriteGroup Group)> TakeBatch()
    {
        var (batch, bytes) = (new List<(CommitLane, WriteGroup)>(), 0L);
        while (batch.Count < limits.Operations && ready.TryPeek(out var lane))
        {
            if (Drop(lane))
            {
                ready.Dequeue();
                continue;
            }

            var taken = lane.Head!.Take(limits.Operations, limits.Bytes - bytes, isAlone: batch.Count == 0);
            if (taken.Count == 0)
            {
                break;
            }

            ready.Dequeue();
            var group = new WriteGroup(lane.Head, taken, keys.EventsFrom(lane.PersistenceId, taken[0].FirstSequenceNr));
            bytes += group.Bytes;
            batch.Add((lane, group));
        }

        // Readers see the events of a transaction in the order of their keys: those of a range read come so.
        batch.Sort((one, other) => one.Item2.First.Key.Span.SequenceCompareTo(other.Item2.First.Key.Span));
        return batch;
    }

    /// <summary>Drops what is over from a lane, and the lane when nothing is left.</summary>
    /// <returns>Whether nothing is left.</returns>
    private bool Drop(CommitLane lane)
    {
        queuedBytes -= lane.DropFinished();
        while (lane.Head is { } head && failed.Contains(head.PersistenceId, head.Writer))
        {
            head.Fail(WriteNotDoneException.AfterFailure());
            queuedBytes -= lane.DropFinished();
        }

        return lane.Head is null && lanes.Remove(lane.PersistenceId);
    }

    private async Task CommitAsync(List<(CommitLane Lane, WriteGroup Group)> batch)
    {
        // Whoever handed a write over need not build the transaction.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var commit = new BatchCommit(connection, keys, limits, settings.WriteTimeout, time);
        var outcomes = await commit.RunAsync([.. batch.Select(entry => entry.Group)], stopping.Token).ConfigureAwait(false);
        lock (gate)
        {
            underWay--;
            groupsUnderWay -= batch.Count;
            foreach (var ((lane, group), outcome) in batch.Zip(outcomes))
            {
                Settle(group, outcome, isAlone: batch.Count == 1);
                if (!Drop(lane))
                {
                    ready.Enqueue(lane);
                }
            }

            Pump();
        }
    }

    private void Settle(WriteGroup group, GroupOutcome outcome, bool isAlone)
    {
        switch (outcome)
        {
            case GroupOutcome.Committed:
                group.Source.Return(group.Writes.Count);
                break;
            case GroupOutcome.Failed { Reason: var reason }:
                failed.Add(group.Source.PersistenceId, group.Source.Writer);
                group.Source.Return(0, reason);
                break;
            case GroupOutcome.TooMuch when isAlone && group.Writes.Count == 1:
                group.Source.RejectNext(write => new WriteTooLargeException(group.Source.PersistenceId, write.LastSequenceNr, write.Bytes));
                break;
            case GroupOutcome.TooMuch:
                group.Source.Return(0);
                break;
        }
    }
}
