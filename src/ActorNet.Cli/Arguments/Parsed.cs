using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Arguments;

/// <summary>Reads one argument; the error says what was given, what is wrong and what would be right.</summary>
internal delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? error);

/// <summary>Joins our parsers to the command line's, whose own messages name .NET types.</summary>
internal static class Parsed
{
    public static Func<ArgumentResult, T?> One<T>(TryParse<T> parse) => result => Parse(result, parse, result.Tokens[^1].Value);

    /// <summary>As <see cref="One{T}"/>, for values whose absence means something.</summary>
    public static Func<ArgumentResult, T?> OneOrNull<T>(TryParse<T> parse)
        where T : struct =>
        result => Parse(result, parse, result.Tokens[^1].Value);

    public static Func<ArgumentResult, T[]> Many<T>(TryParse<T> parse) =>
        result => [.. result.Tokens.Select(token => Parse(result, parse, token.Value)).OfType<T>()];

    private static T? Parse<T>(ArgumentResult result, TryParse<T> parse, string text)
    {
        if (parse(text, out var value, out var error))
            return value;

        result.AddError(error);
        return default;
    }
}
