using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorNet.Chaos.Running;

/// <summary>What a run has found, for people (Markdown) and as one line of JSON.</summary>
internal static class Report
{
    /// <summary>Writes the report, says where it is, and ends with the line of JSON.</summary>
    public static async Task WriteAsync(Findings findings, string directory, int seed, TimeSpan duration)
    {
        var file = Path.Combine(directory, "report.md");
        await File.WriteAllTextAsync(file, Compose(findings, seed, duration));
        foreach (var violation in findings.Violations)
        {
            Console.WriteLine($"VIOLATION ({violation.Checker}): {violation.What}");
        }

        Console.WriteLine($"report: {file}");
        Console.WriteLine($"histories: {string.Join(", ", findings.Histories)}");
        Console.WriteLine(JsonSerializer.Serialize(Summarise(findings), ReportJson.Default.Summary));
    }

    private static Summary Summarise(Findings findings) => new(
        findings.Faults.Count,
        findings.Faults.Distinct().Count(),
        findings.Acknowledged,
        findings.Count(Checkers.Overlap),
        findings.Count(Checkers.Lost),
        findings.Count(Checkers.Watch),
        findings.Count(Checkers.Packets),
        Math.Round(Percentile([.. Quiet(findings)], 0.99), 1));

    private static string Compose(Findings findings, int seed, TimeSpan duration)
    {
        var text = new StringBuilder()
            .AppendLine("# Chaos").AppendLine()
            .AppendLine($"Seed {seed}, {duration.TotalMinutes:0.0} minutes, {Environment.ProcessorCount} processors.").AppendLine()
            .AppendLine($"- faults injected: {findings.Faults.Count} of {findings.Faults.Distinct().Count()} kinds")
            .AppendLine($"- operations acknowledged: {findings.Acknowledged}")
            .AppendLine($"- packets sent between containers: {findings.Packets}")
            .AppendLine($"- violations: {findings.Violations.Count}").AppendLine()
            .AppendLine("## Violations").AppendLine();
        foreach (var violation in findings.Violations)
        {
            text.AppendLine($"- {violation.Checker}: {violation.What}");
        }

        text.AppendLine(findings.Violations.Count == 0 ? "None." : "").AppendLine().AppendLine("## Faults").AppendLine().AppendLine("| kind | injected |").AppendLine("|---|---|");
        foreach (var kind in findings.Faults.CountBy(kind => kind).OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key))
        {
            text.AppendLine($"| {kind.Key} | {kind.Value} |");
        }

        text.AppendLine().AppendLine("## Recovery").AppendLine()
            .AppendLine("From the end of the fault until all are served and all views are equal. Times during which the machine itself stalled for more than 0.5 s are left out.").AppendLine()
            .AppendLine("| after | times | p50 (s) | p99 (s) |").AppendLine("|---|---|---|---|");
        foreach (var recoveries in findings.Recoveries.Where(recovery => !recovery.IsNoisy).GroupBy(recovery => recovery.From).OrderBy(group => group.Key))
        {
            double[] times = [.. recoveries.Select(recovery => recovery.After.TotalSeconds)];
            text.AppendLine($"| {recoveries.Key} | {times.Length} | {Percentile(times, 0.5):0.0} | {Percentile(times, 0.99):0.0} |");
        }

        return text.ToString();
    }

    private static IEnumerable<double> Quiet(Findings findings) => findings.Recoveries.Where(recovery => !recovery.IsNoisy).Select(recovery => recovery.After.TotalSeconds);

    /// <summary>The smallest value that is not less than the given share of all; 0 of none.</summary>
    private static double Percentile(double[] values, double share)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];
    }
}

/// <summary>The last line of a run.</summary>
internal sealed record Summary(int Faults, int Kinds, int Acknowledged, int Overlaps, int Lost, int WatchGaps, int PacketsLost, double RecoveryP99S);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Summary))]
internal sealed partial class ReportJson : JsonSerializerContext;
