using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Output;

/// <summary>The names of <see cref="OutputFormat"/> on the command line.</summary>
internal static class OutputFormats
{
    /// <summary>The names, as the help shows them.</summary>
    public const string Names = "table|wide|json|yaml";

    public static bool TryParse(string text, out OutputFormat value, [NotNullWhen(false)] out string? error)
    {
        OutputFormat? format = text switch
        {
            "table" => OutputFormat.Table,
            "wide" => OutputFormat.Wide,
            "json" => OutputFormat.Json,
            "yaml" => OutputFormat.Yaml,
            _ => null,
        };
        value = format ?? OutputFormat.Table;
        error = format is null ? $"'{text}' is not an output format; give table, wide, json or yaml" : null;
        return error is null;
    }

    /// <summary>Whether programs read it: then all of it is one document, or one document after another.</summary>
    public static bool IsDocument(this OutputFormat format) => format is OutputFormat.Json or OutputFormat.Yaml;

    /// <summary>The format of a command line that does not parse, where the option itself may be what is wrong.</summary>
    public static OutputFormat Guess(IReadOnlyList<string> args) => args
        .Zip(args.Skip(1).Append(""))
        .Select(pair => pair switch
        {
            ("-o" or "--output", var next) => next,
            ({ } arg, _) when arg.StartsWith("--output=", StringComparison.Ordinal) || arg.StartsWith("--output:", StringComparison.Ordinal) => arg["--output=".Length..],
            ({ } arg, _) when arg.StartsWith("-o=", StringComparison.Ordinal) || arg.StartsWith("-o:", StringComparison.Ordinal) => arg["-o=".Length..],
            ({ } arg, _) when arg.StartsWith("-o", StringComparison.Ordinal) => arg["-o".Length..],
            _ => "",
        })
        .Select(text => TryParse(text, out var format, out _) ? format : OutputFormat.Table)
        .FirstOrDefault(format => format.IsDocument());
}
