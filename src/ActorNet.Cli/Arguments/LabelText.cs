using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Arguments;

/// <summary>A label as <c>key=value</c>.</summary>
internal static class LabelText
{
    private const int MaxKeyLength = 63;
    private const int MaxValueLength = 253;

    public static bool TryParse(string text, out KeyValuePair<string, string> value, [NotNullWhen(false)] out string? error)
    {
        var at = text.IndexOf('=');
        value = at < 0 ? default : new(text[..at], text[(at + 1)..]);
        error = at < 0 ? $"'{text}' is not a label; give a key and a value, like zone=a"
            : value.Key.Length is 0 or > MaxKeyLength || !value.Key.All(IsKeyCharacter)
                ? $"'{value.Key}' is not a label's key; give 1 to {MaxKeyLength} letters, digits, '.', '-', '_' and '/'"
            : value.Value.Length > MaxValueLength || value.Value.Any(char.IsControl)
                ? $"the value of label '{value.Key}' is not right; give up to {MaxValueLength} characters without control characters"
            : null;
        return error is null;
    }

    private static bool IsKeyCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '/';
}
