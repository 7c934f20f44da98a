using System.Globalization;
using System.Text;

namespace ActorNet.Agent.Platform;

/// <summary>
/// What somebody else wrote, on its way to a log, a terminal or systemd: on one line, of a bounded length, with nothing in it that a reader would obey (a line break makes
/// another log line, an escape sequence another terminal, a line of sd_notify another state).
/// </summary>
internal static class ForeignText
{
    /// <summary>Enough for every message of ours, in characters.</summary>
    public const int Longest = 500;

    public static string Of(string text)
    {
        if (text.Length <= Longest && text.All(IsPlain))
            return text;

        var shown = new StringBuilder(Longest);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, Longest)))
            _ = IsPlain(character) ? shown.Append(character) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        return text.Length <= Longest ? shown.ToString() : shown.Append(CultureInfo.InvariantCulture, $"… ({text.Length} characters)").ToString();
    }

    /// <summary>Not control characters, line and paragraph separators, marks that turn the direction of what follows, and halves of characters.</summary>
    private static bool IsPlain(char character) => CharUnicodeInfo.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
