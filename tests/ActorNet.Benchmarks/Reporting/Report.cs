using System.Text.Json;
using ActorNet.Benchmarks.Measuring;
using Spectre.Console;

namespace ActorNet.Benchmarks.Reporting;

/// <summary>Prints figures: a table for people, and as the last line one JSON object for programs.</summary>
internal static class Report
{
    public static void Print(IReadOnlyCollection<Figure> figures)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var header in (string[])["figure", "value", "rounds", "limit", "", "ours", "beside"])
        {
            table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))).NoWrap().PadLeft(0).PadRight(2));
        }

        foreach (var figure in figures)
        {
            var value = figure.PerRound.Median();
            table.AddRow(((string[])
            [
                figure.Name, Number(value), $"{Number(figure.PerRound.Min())} – {Number(figure.PerRound.Max())}", figure.Limit.ToString(),
                figure.Limit.IsKept(value) ? "kept" : "MISSED", figure.Ours, figure.Beside,
            ]).Select(text => new Text(text)));
        }

        ToConsole().Write(table);
        Console.Out.WriteLine(JsonSerializer.Serialize(figures.ToDictionary(figure => figure.Name, figure => Math.Round(figure.PerRound.Median(), 3))));
    }

    /// <summary>A figure's digits: as many as mean something.</summary>
    public static string Number(double value) => value >= 100 ? $"{value:#,0}" : $"{value:0.##}";

    public static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.00} ms";

    /// <summary>A file or a pipe has no width: the table is not to be broken for it.</summary>
    private static IAnsiConsole ToConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        return console;
    }
}
