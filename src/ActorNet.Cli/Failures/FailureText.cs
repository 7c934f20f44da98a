using System.Text;
using ActorNet.Cli.Output;

namespace ActorNet.Cli.Failures;

/// <summary>A failure for people: a sentence with its code, every violation on a line of its own, and what to do.</summary>
internal static class FailureText
{
    public static string Render(CommandFailure failure)
    {
        var text = new StringBuilder($"error: {Printable.Line(failure.Message)} ({failure.Reason})\n");

        // The service's message has them in it already, but for those that were too many.
        foreach (var (field, description) in failure.Violations.Where(violation => !failure.Message.Contains($"{violation.Field}: {violation.Description}", StringComparison.Ordinal)))
            text.Append($"  {(field.Length > 0 ? $"{Printable.Line(field)}: " : "")}{Printable.Line(description)}\n");

        foreach (var attempt in failure.Endpoints)
            text.Append($"  {attempt}: {Printable.Line(attempt.Error.Message)}\n");

        if (failure.Advice.Length > 0)
            text.Append($"hint: {failure.Advice}\n");

        return text.ToString();
    }
}
