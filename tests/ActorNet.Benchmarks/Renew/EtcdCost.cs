using System.Diagnostics;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Renew;

/// <summary>How many transactions etcd does for renewals, with few and with many nodes of which each has one under way all the time.</summary>
internal static class EtcdCost
{
    private const int Rounds = 5;
    private static readonly int[] Nodes = [100, 1_000, 10_000];
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<Figure> MeasureAsync(Renewers renewers, EtcdCounters etcd, CancellationToken cancellation)
    {
        var rounds = await Turns.TakeAsync<(double Transactions, double Renewals)>(
            Rounds,
            WarmUp,
            [.. Nodes.Select<int, Func<int, Task<(double, double)>>>(nodes => _ => TakeTurnAsync(renewers, etcd, nodes))],
            cancellation);
        foreach (var (nodes, own) in Nodes.Zip(rounds))
        {
            Console.Out.WriteLine(
                $"{nodes,6:#,0} nodes: {Report.Number(own.Select(round => round.Transactions).Median())} etcd transactions/s "
                + $"for {Report.Number(own.Select(round => round.Renewals).Median())} renewals/s");
        }

        Console.Out.WriteLine();
        var (few, many) = (rounds[0], rounds[^1]);
        return new Figure(
            "etcd_txn_per_s",
            [.. many.Select(round => round.Transactions)],
            Limit.AtMost(1.25 * few.Select(round => round.Transactions).Median()),
            $"{Nodes[^1]:#,0} nodes, {Report.Number(many.Select(round => round.Renewals).Median())} renewals/s",
            $"{Nodes[0]} nodes, {Report.Number(few.Select(round => round.Transactions).Median())} transactions/s");
    }

    private static async Task<(double Transactions, double Renewals)> TakeTurnAsync(Renewers renewers, EtcdCounters etcd, int nodes)
    {
        var before = await etcd.TransactionsAsync();
        var begin = Stopwatch.GetTimestamp();
        var renewed = await renewers.StreamAsync(Load.Lasting(Turn), inFlight: nodes, nodes);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return ((await etcd.TransactionsAsync() - before) / seconds, renewed.Count / Turn.TotalSeconds);
    }
}
