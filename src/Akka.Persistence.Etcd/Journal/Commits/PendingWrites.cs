using Akka.Persistence.Etcd.Errors;

namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>Atomic writes of one persistence id that its actor handed over together, and how far they have got. The queue's lock guards it.</summary>
/// <param name="persistenceId">Whose.</param>
/// <param name="writer">The incarnation of the actor.</param>
/// <param name="writes">The writes, at least one.</param>
internal sealed class PendingWrites(string persistenceId, string writer, IReadOnlyList<JournalWrite> writes)
{
    private readonly TaskCompletionSource<IReadOnlyDictionary<long, Exception>> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<long, Exception> rejected = [];
    private int decided;
    private bool isUnderWay;
    private bool isGivenUp;

    public string PersistenceId { get; } = persistenceId;

    public string Writer { get; } = writer;

    public long Bytes { get; } = writes.Sum(write => (long)write.Bytes);

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsOver => completion.Task.IsCompleted;

    /// <summary>Done when every write is committed or rejected, with the rejections by last sequence number; fails when any may not be committed.</summary>
    public Task<IReadOnlyDictionary<long, Exception>> Completion => completion.Task;

    /// <summary>Takes the next ones that fit, to send them.</summary>
    /// <param name="maxCount">How many fit.</param>
    /// <param name="maxBytes">How many bytes fit.</param>
    /// <param name="isAlone">Whether nothing else goes with them: then one is taken even if it is too large.</param>
    public IReadOnlyList<JournalWrite> Take(int maxCount, long maxBytes, bool isAlone)
    {
        var taken = new List<JournalWrite>();
        for (var index = decided; index < writes.Count && taken.Count < maxCount; index++)
        {
            maxBytes -= writes[index].Bytes;
            if (maxBytes < 0 && !(isAlone && taken.Count == 0))
            {
                break;
            }

            taken.Add(writes[index]);
        }

        isUnderWay |= taken.Count > 0;
        return taken;
    }

    /// <summary>What was taken is decided, or goes back to be taken again.</summary>
    /// <param name="committed">How many of it are committed.</param>
    /// <param name="failure">Why the others are not known to be; null when they are to be tried again.</param>
    public void Return(int committed, Exception? failure = null)
    {
        isUnderWay = false;
        decided += committed;
        if (failure is not null)
        {
            Fail(failure);
        }
        else if (decided == writes.Count)
        {
            completion.TrySetResult(rejected);
        }
        else if (isGivenUp)
        {
            GiveUp();
        }
    }

    /// <summary>The next one cannot be written, but those behind it can.</summary>
    public void RejectNext(Func<JournalWrite, Exception> reason)
    {
        rejected.Add(writes[decided].LastSequenceNr, reason(writes[decided]));
        Return(committed: 1);
    }

    /// <summary>Its actor waits no more: what has not been sent will not be.</summary>
    /// <returns>What the actor is to know.</returns>
    public Exception GiveUp()
    {
        isGivenUp = true;
        if (isUnderWay)
        {
            return new WriteOutcomeUnknownException("etcd did not answer in time: it is not known whether the write was done");
        }

        Exception reason = decided > 0
            ? new WriteOutcomeUnknownException("etcd did not answer in time: only some of the writes are done")
            : new WriteNotDoneException("etcd did not answer earlier writes in time: this one was not sent");
        Fail(reason);
        return reason;
    }

    /// <summary>None of what is not committed yet will be tried.</summary>
    public void Fail(Exception reason)
    {
        completion.TrySetException(reason);
        _ = completion.Task.Exception; // Nobody may be waiting any more.
    }
}
