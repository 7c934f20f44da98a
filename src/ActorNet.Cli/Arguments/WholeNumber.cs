using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace ActorNet.Cli.Arguments;

/// <summary>Decimal numbers without sign or group separators.</summary>
internal static class WholeNumber
{
    /// <summary>A parser for a number between two others, both included.</summary>
    public static TryParse<T> Between<T>(T least, T most)
        where T : struct, IBinaryInteger<T> =>
        (string text, out T value, [NotNullWhen(false)] out string? error) =>
        {
            error = T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most
                ? null
                : $"'{text}' is not a whole number from {least} to {most}";
            return error is null;
        };
}
