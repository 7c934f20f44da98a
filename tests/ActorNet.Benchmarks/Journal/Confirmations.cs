using System.Diagnostics;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;
using Akka.Actor;
using Akka.Persistence.Etcd.Journal.Confirmations;

namespace ActorNet.Benchmarks.Journal;

/// <summary>What many questions at once, whether a persistence id is still where it was, cost etcd.</summary>
internal static class Confirmations
{
    private const int Questions = 10_000;
    private const int Ids = 32;
    private const int Rounds = 9;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task<Figure> MeasureAsync(JournalSystem journal, EtcdCounters etcd, CancellationToken cancellation)
    {
        string[] ids = [.. Enumerable.Range(0, Ids).Select(id => $"confirmed-{id}")];
        await journal.WriteAsync(ids, inFlight: 1, () => Load.OfCount(0));
        ConfirmSequenceNr[] questions = [.. Enumerable.Range(0, Questions).Select(number => new ConfirmSequenceNr(ids[number % Ids], SequenceNr: 1))];
        var rounds = await Turns.TakeAsync<(long Transactions, TimeSpan Time)>(Rounds, WarmUp, [_ => AskAsync(journal, etcd, questions)], cancellation);
        var time = rounds[0].Select(round => round.Time).Quantile(0.5);
        return new Figure(
            "confirm_transactions",
            [.. rounds[0].Select(round => (double)round.Transactions)],
            Limit.AtMost(5),
            $"{Questions:#,0} questions answered in {Report.Milliseconds(time)}",
            "etcd's count of Txn calls");
    }

    private static async Task<(long Transactions, TimeSpan Time)> AskAsync(JournalSystem journal, EtcdCounters etcd, ConfirmSequenceNr[] questions)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asker = journal.ActorOf(Props.Create(() => new Asker(questions.Length, answered)));
        var target = journal.Journal;
        var before = await etcd.TransactionsAsync();
        var begin = Stopwatch.GetTimestamp();
        foreach (var question in questions)
        {
            target.Tell(question, asker);
        }

        await answered.Task;
        var time = Stopwatch.GetElapsedTime(begin);
        asker.Tell(PoisonPill.Instance);
        return (await etcd.TransactionsAsync() - before, time);
    }
}
