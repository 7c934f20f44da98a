using System.Text;
using System.Text.Json;
using ActorNet.Agent.Commands;
using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Checking;

/// <summary>Findings for people and for machines, and as an exit code.</summary>
internal static class CheckReport
{
    public static int ToExitCode(IReadOnlyList<Finding> findings) =>
        findings.Any(finding => finding.Verdict == Verdict.Wrong) ? ExitCodes.Failure
        : findings.Any(finding => finding.Verdict == Verdict.Unknown) ? ExitCodes.CouldNotTell
        : ExitCodes.Success;

    /// <summary>A line for each, below it how to mend it, and last how many there are of each kind.</summary>
    public static string ToText(IReadOnlyList<Finding> findings)
    {
        var text = new StringBuilder();
        var width = findings.Max(finding => finding.Subject.Length);
        foreach (var finding in findings)
        {
            text.Append($"{Word(finding.Verdict),-7}  {finding.Subject.PadRight(width)}  {ForeignText.Of(finding.Facts)}\n");
            if (finding.Mend.Length > 0)
                text.Append($"{"",-7}  {"".PadRight(width)}  -> {finding.Mend}\n");
        }

        return text.Append($"{Count(Verdict.Ok)} ok, {Count(Verdict.Wrong)} wrong, {Count(Verdict.Unknown)} unknown\n").ToString();

        int Count(Verdict verdict) => findings.Count(finding => finding.Verdict == verdict);
    }

    public static string ToJson(IReadOnlyList<Finding> findings)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("subject", finding.Subject);
                json.WriteString("verdict", Word(finding.Verdict));
                json.WriteString("facts", finding.Facts);
                json.WriteString("mend", finding.Mend);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return $"{Encoding.UTF8.GetString(stream.ToArray())}\n";
    }

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
