using Akka.Actor;
using Akka.Etcd.Connection;
using Akka.Etcd.Transactions;
using Akka.Persistence.Etcd.Keys;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Journal.Confirmations;

/// <summary>
/// Answers what waits with one transaction, and what comes while two are under way with the next: the cost does not depend on how many ask.
/// Thread-safe.
/// </summary>
internal sealed class ConfirmationQueue(EtcdConnection connection, JournalKeys keys, int maxOperations, TimeProvider time) : IDisposable
{
    private const int MaxUnderWay = 2;

    // When questions pour in, waiting a little makes one transaction of many; when they trickle, it would only delay the answers.
    private const int Downpour = 128;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(30);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private List<(ConfirmSequenceNr Question, IActorRef Asker)> waiting = [];
    private int underWay;

    /// <summary>How many positions fit in a transaction: each is an operation with one compare inside, and one goes before them.</summary>
    private int PositionsPerTransaction => maxOperations - 2;

    /// <summary>Answers a question later.</summary>
    public void Ask(ConfirmSequenceNr question, IActorRef asker)
    {
        lock (gate)
        {
            waiting.Add((question, asker));
            if (underWay == MaxUnderWay)
            {
                return;
            }

            underWay++;
        }

        _ = AnswerAllAsync();
    }

    /// <summary>Has etcd put a transaction through its log that changes nothing.</summary>
    /// <exception cref="Akka.Etcd.Errors.EtcdException">It did not.</exception>
    public Task ProbeAsync(CancellationToken cancellation) => connection.TransactAsync(LoggedTransaction(), cancellation);

    /// <summary>Answers no more.</summary>
    public void Dispose() => stopping.Cancel();

    private async Task AnswerAllAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (TakeAll() is { Count: > 0 } questions)
        {
            await Task.WhenAll(questions
                .GroupBy(entry => entry.Question, entry => entry.Asker)
                .Chunk(PositionsPerTransaction)
                .Select(AnswerAsync)).ConfigureAwait(false);
            await LetPourAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits while questions pour in, but not for long.</summary>
    private async Task LetPourAsync()
    {
        var (begin, count) = (time.GetTimestamp(), 0);
        while (Waiting() is var more && more >= count + Downpour && time.GetElapsedTime(begin) < LongestWait)
        {
            count = more;
            await Task.Delay(Moment, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private int Waiting()
    {
        lock (gate)
        {
            return waiting.Count;
        }
    }

    private List<(ConfirmSequenceNr Question, IActorRef Asker)> TakeAll()
    {
        lock (gate)
        {
            var all = waiting;
            waiting = [];
            underWay -= all.Count > 0 ? 0 : 1;
            return all;
        }
    }

    private async Task AnswerAsync(IGrouping<ConfirmSequenceNr, IActorRef>[] questions)
    {
        try
        {
            var transaction = LoggedTransaction();
            transaction.Success.AddRange(questions.Select(question => NobodyWroteBehind(question.Key)));
            var answer = await connection.TransactAsync(transaction, stopping.Token).ConfigureAwait(false);
            foreach (var (question, response) in questions.Zip(answer.Responses.Skip(1)))
            {
                var confirmation = new SequenceNrConfirmation(question.Key.PersistenceId, question.Key.SequenceNr, response.ResponseTxn.Succeeded);
                Tell(question, confirmation);
            }
        }
        catch (Exception exception)
        {
            foreach (var question in questions)
            {
                Tell(question, new Status.Failure(exception));
            }
        }
    }

    /// <summary>A deletion of nothing: etcd answers transactions that only read without its log, and this one is to go through it.</summary>
    private TxnRequest LoggedTransaction() => new() { Success = { Operation.Delete(keys.Nothing) } };

    private RequestOp NobodyWroteBehind(ConfirmSequenceNr question)
    {
        var behind = keys.EventsFrom(question.PersistenceId, question.SequenceNr + 1);
        return Operation.Nested(new TxnRequest { Compare = { Guard.IsEmpty(behind) } });
    }

    private static void Tell(IEnumerable<IActorRef> askers, object answer)
    {
        foreach (var asker in askers)
        {
            asker.Tell(answer);
        }
    }
}
