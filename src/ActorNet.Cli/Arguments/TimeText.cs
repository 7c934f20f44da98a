using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorNet.Cli.Arguments;

/// <summary>Points in time as RFC 3339 has them; the seconds may be left out: <c>2026-08-20T03:14Z</c>, <c>2026-08-20T05:14:07.5+02:00</c>.</summary>
internal static partial class TimeText
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads a time, to 100 ns.</summary>
    public static bool TryParse(string text, out DateTimeOffset value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        var match = Form.Match(text);
        error = match.Success
            && DateTimeOffset.TryParseExact(InNumbers(match), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out value)
            ? null
            : $"'{text}' is not a time; write it as RFC 3339 has it, in UTC or with an offset, like 2026-08-20T03:14Z or 2026-08-20T05:14:07+02:00";
        return error is null;
    }

    /// <summary>With the offset in numbers, and without the digits that are finer than a tick.</summary>
    private static string InNumbers(Match match)
    {
        var fraction = match.Groups["fraction"].Value;
        var offset = match.Groups["offset"].Value;
        return $"{match.Groups["minute"].Value.ToUpperInvariant()}{fraction[..Math.Min(fraction.Length, 8)]}{(offset is "Z" or "z" ? "+00:00" : offset)}";
    }

    [GeneratedRegex(
        @"^(?<minute>\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2})?)(?<fraction>(?<=:\d{2}:\d{2})\.\d{1,20})?(?<offset>[Zz]|[+-]\d{2}:\d{2})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form { get; }
}
