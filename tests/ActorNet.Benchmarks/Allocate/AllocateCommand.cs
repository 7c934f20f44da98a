using System.CommandLine;
using ActorNet.Benchmarks.History;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Benchmarks.Reporting;

namespace ActorNet.Benchmarks.Allocate;

/// <summary>
/// The benchmark <c>allocate</c>: what it takes to decide a grant among few and many leases, whether pools can be filled to the last subnet, and how often blocks
/// move. The product's own rules, without journal and network.
/// </summary>
internal static class AllocateCommand
{
    private const int Rounds = 10;
    private const int ChangesPerTurn = 20_000;
    private const int WaitingTogether = 16;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];
    private static readonly (string Cidr, int Length, int ShardCount)[] Fills =
    [
        ("10.0.0.0/8", 24, 16), ("10.0.0.0/8", 24, 64), ("fd00::/40", 64, 16), ("fd00::/40", 64, 64),
    ];

    public static Command Create()
    {
        var fills = new Option<int>("--fills") { HelpName = "N", Description = "How many pools are filled, small ones first", DefaultValueFactory = _ => Fills.Length };
        var command = new Command("allocate", "what a grant takes among a million leases; pools filled to the last subnet; moves of blocks") { fills };
        command.SetAction((parse, cancellation) => Interruption.GuardAsync(token => RunAsync(parse.GetValue(fills), token), cancellation));
        return command;
    }

    private static async Task RunAsync(int fills, CancellationToken cancellation)
    {
        var times = await MeasureAsync(cancellation);
        var unreachable = FillAll(fills, cancellation);
        var (at90, at99) = (Moves(0.90), Moves(0.99));
        var plan = await Planning.MeasureAsync(cancellation);
        var whois = await HistoryCommand.MeasureWhoisAsync(cancellation);

        var (small, large) = (P50(times[0]), P50(times[^1]));
        Report.Print(
        [
            new Figure("p50_us_1m", large, Limit.AtMost(2), "a grant among 1,000,000 leases in a pool", Beside(times)),
            new Figure("ratio_1m_to_1k", [.. large.Zip(small, (many, few) => many / few)], Limit.AtMost(2), "a thousand times as many, of which the logarithm is twice", ""),
            new Figure("unreachable", [unreachable.Sum(fill => fill.Unreachable)], Limit.AtMost(0), string.Join("; ", unreachable.Select(Text)), ""),
            new Figure("moves_per_100", [at90], Limit.AtMost(1), "blocks moved per 100 grants in a pool that is 90 % full", $"99 % full, less free than quarantined: {at99:0.###}"),
            plan,
            whois,
        ]);
    }

    /// <summary>For each size, round by round.</summary>
    private static Task<IReadOnlyList<double[]>[]> MeasureAsync(CancellationToken cancellation)
    {
        // So many that the largest population fills its pool to 95 %: free space is in very many pieces.
        Population[] populations = [.. Sizes.Select(nodes => new Population("10.0.0.0/8", 28, nodes, WaitingTogether))];
        return Turns.TakeAsync<double[]>(
            Rounds, WarmUp, [.. populations.Select(population => (Func<int, Task<double[]>>)(_ => Task.FromResult(population.Change(ChangesPerTurn))))], cancellation);
    }

    private static List<Fill> FillAll(int count, CancellationToken cancellation)
    {
        var fills = new List<Fill>();
        foreach (var (cidr, length, shardCount) in Fills.Take(count))
        {
            fills.Add(Fill.Run(cidr, length, shardCount, cancellation));
            GC.Collect();
        }

        return fills;
    }

    /// <summary>After all space has changed hands once, over three times as many grants as there are subnets.</summary>
    private static double Moves(double fullness)
    {
        const int subnets = 1 << 16;
        var population = new Population("10.0.0.0/8", 24, (int)(subnets * fullness), together: 1);
        population.Change(subnets);
        var before = population.Moves;
        population.Change(3 * subnets);
        return 100.0 * (population.Moves - before) / (3 * subnets);
    }

    private static double[] P50(IEnumerable<double[]> rounds) => [.. rounds.Select(times => times.Quantile(0.5))];

    private static string Beside(IReadOnlyList<double[]>[] times) =>
        string.Join(", ", Sizes.Zip(times, (size, rounds) => $"{size:#,0}: {P50(rounds).Median():0.00} µs"));

    private static string Text(Fill fill, int index) =>
        $"{Fills[index].Cidr}, {Fills[index].ShardCount} shards: {fill.Subnets:#,0} in {fill.Elapsed.TotalSeconds:0.0} s, {100.0 * fill.Moves / fill.Subnets:0.00} moves per 100";
}
