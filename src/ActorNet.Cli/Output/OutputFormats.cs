using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Output;

/// <summary>The names of <see cref="OutputFormat"/> on the command line.</summary>
internal static class OutputFormats
{
    public static bool TryParse(string text, out OutputFormat value, [NotNullWhen(false)] out string? error)
    {
        value = text == "json" ? OutputFormat.Json : OutputFormat.Table;
        error = text is "json" or "table" ? null : $"'{text}' is not an output format; give table or json";
        return error is null;
    }
}
