using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Transactions;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>
/// Sends a batch until it is known what became of it. Its writes create their keys or are refused, so it can be sent again as often as it
/// takes; and whoever is refused after an answer was lost looks whether the key is its own.
/// </summary>
internal sealed class BatchCommit(EtcdConnection connection, JournalKeys keys, BatchLimits limits, TimeSpan timeout, TimeProvider time)
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMilliseconds(250);

    /// <summary>Commits what can be committed.</summary>
    /// <returns>The outcome of each group, in their order.</returns>
    public async Task<IReadOnlyList<GroupOutcome>> RunAsync(IReadOnlyList<WriteGroup> groups, CancellationToken cancellation)
    {
        // etcd 3.4 does not see what nested transactions put when it checks its quota (--quota-backend-bytes), and lets them pass when the database
        // is full. It sees this one, which is never done: a transaction without compares succeeds.
        var transaction = new TxnRequest { Failure = { Operation.Put(keys.Nothing, ByteString.Empty) } };
        var position = 0;
        foreach (var group in groups)
        {
            transaction.Success.Add(group.ToOperation(position));
            position += group.Events;
        }

        var begin = time.GetTimestamp();
        var isSentBefore = false;
        for (var backOff = MinBackOff; ; backOff = TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, MaxBackOff.Ticks)))
        {
            Exception problem;
            try
            {
                var answer = await connection.TransactAsync(transaction, cancellation).ConfigureAwait(false);
                var refused = groups.Where((_, index) => !answer.Responses[index].ResponseTxn.Succeeded).ToHashSet();
                return await JudgeAsync(groups, refused, isSentBefore, cancellation).ConfigureAwait(false);
            }
            catch (EtcdRefusedException refusal) when (!isSentBefore)
            {
                return Refused(groups, refusal);
            }
            catch (Exception exception)
            {
                // A refusal too, once an answer was lost: it says nothing about what was sent before.
                (problem, isSentBefore) = (exception, true);
            }

            if (cancellation.IsCancellationRequested || time.GetElapsedTime(begin) + backOff > timeout)
            {
                return Unknown(groups, problem);
            }

            await Task.Delay(backOff, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<GroupOutcome>> JudgeAsync(
        IReadOnlyList<WriteGroup> groups,
        HashSet<WriteGroup> refused,
        bool isSentBefore,
        CancellationToken cancellation)
    {
        var outcomes = new List<GroupOutcome>(groups.Count);
        foreach (var group in groups)
        {
            outcomes.Add(!refused.Contains(group) ? GroupOutcome.Committed.Instance
                : isSentBefore ? await LookUpAsync(group, cancellation).ConfigureAwait(false)
                : Stale(group));
        }

        return outcomes;
    }

    /// <summary>Whether the group was written by the attempt whose answer was lost. It is whole or not at all, so its first key tells.</summary>
    private async Task<GroupOutcome> LookUpAsync(WriteGroup group, CancellationToken cancellation)
    {
        try
        {
            var found = await connection.ReadAsync(new RangeRequest { Key = group.First.Key }, cancellation).ConfigureAwait(false);
            return found.Kvs is [var there] && group.First.IsAt(there.Value) ? GroupOutcome.Committed.Instance : Stale(group);
        }
        catch (Exception exception)
        {
            return Unknown(exception);
        }
    }

    private IReadOnlyList<GroupOutcome> Refused(IReadOnlyList<WriteGroup> groups, EtcdRefusedException refusal)
    {
        if (refusal.IsTooLarge || refusal.HasTooManyOperations)
        {
            if (groups is not [{ Writes: [_] }])
            {
                limits.Lower(refusal, groups);
            }

            return [.. groups.Select(_ => GroupOutcome.TooMuch.Instance)];
        }

        var reason = new WriteNotDoneException($"the write was not done: {refusal.Message}", refusal);
        return [.. groups.Select(_ => new GroupOutcome.Failed(reason))];
    }

    private static GroupOutcome.Failed Stale(WriteGroup group) =>
        new(new StaleWriterException(group.Source.PersistenceId, group.First.FirstSequenceNr));

    private static IReadOnlyList<GroupOutcome> Unknown(IReadOnlyList<WriteGroup> groups, Exception problem) => [.. groups.Select(_ => Unknown(problem))];

    private static GroupOutcome.Failed Unknown(Exception problem) =>
        new(new WriteOutcomeUnknownException($"it is not known whether the write was done: {problem.Message}", problem));
}
