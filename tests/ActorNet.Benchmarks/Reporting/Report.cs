using System.Text.Json;
using ActorNet.Benchmarks.Measuring;
using Spectre.Console;

namespace ActorNet.Benchmarks.Reporting;

/// <summary>Prints figures: a table for people, and as the last line one JSON object for programs.</summary>
internal static class Report
{
    public static void Print(IReadOnlyCollection<Figure> figures)
    {
        var table = NewTable(["figure", "value", "rounds", "limit", ""], ["ours", "beside"]);
        foreach (var figure in figures)
        {
            table.AddRow(((string[])
            [
                figure.Name, Number(figure.Value), $"{Number(figure.PerRound.Min())} – {Number(figure.PerRound.Max())}", figure.Limit.ToString(),
                figure.Limit.IsKept(figure.Value) ? "kept" : "MISSED", figure.Ours, figure.Beside,
            ]).Select(text => new Text(text)));
        }

        ToConsole().Write(table);
        var summary = figures.Where(figure => figure.IsSummarised).ToDictionary(figure => figure.Name, figure => Math.Round(figure.Value, 3));
        Console.Out.WriteLine(JsonSerializer.Serialize(summary));
    }

    /// <summary>Prints what contenders did, medians over their rounds.</summary>
    public static void Print(string title, IEnumerable<(string Contender, IReadOnlyList<Sample> Samples)> contenders)
    {
        var table = NewTable([title, "per s", "p50", "p99"], []);
        foreach (var (contender, samples) in contenders)
        {
            table.AddRow(((string[])
            [
                contender, Number(samples.Select(sample => sample.PerSecond).Median()),
                Milliseconds(samples.Select(sample => sample.P50).Quantile(0.5)), Milliseconds(samples.Select(sample => sample.P99).Quantile(0.5)),
            ]).Select(text => new Text(text)));
        }

        ToConsole().Write(table);
        Console.Out.WriteLine();
    }

    /// <summary>A figure's digits: as many as mean something.</summary>
    public static string Number(double value) => value >= 100 ? $"{value:#,0}" : $"{value:0.##}";

    public static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.00} ms";

    /// <summary>Throughput and times, medians over rounds.</summary>
    public static string Rates(IReadOnlyList<Sample> samples) => $"{Number(samples.Select(sample => sample.PerSecond).Median())}/s, {Times(samples)}";

    /// <summary>Times, medians over rounds.</summary>
    public static string Times(IReadOnlyList<Sample> samples) =>
        $"p50 {Milliseconds(samples.Select(sample => sample.P50).Quantile(0.5))}, p99 {Milliseconds(samples.Select(sample => sample.P99).Quantile(0.5))}";

    /// <summary>Figures stay on one line; what is said of them may take several.</summary>
    private static Table NewTable(IEnumerable<string> figures, IEnumerable<string> remarks)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumns([.. figures.Select(header => NewColumn(header).NoWrap()), .. remarks.Select(NewColumn)]);
        return table;
    }

    private static TableColumn NewColumn(string header) => new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))).PadLeft(0).PadRight(2);

    /// <summary>A file or a pipe has no width: the table is not to be broken for it.</summary>
    private static IAnsiConsole ToConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        return console;
    }
}
