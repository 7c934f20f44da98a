using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Arguments;

/// <summary>The form of <c>ReleaseLeaseRequest.reason</c>.</summary>
internal static class ReasonText
{
    private const int MaxLength = 253;

    public static bool TryParse(string text, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? error)
    {
        value = text;
        error = text.Any(char.IsControl) ? "the reason has control characters; write it on one line without them"
            : text.Length > MaxLength ? $"the reason has {text.Length} characters; give up to {MaxLength}"
            : null;
        return error is null;
    }
}
