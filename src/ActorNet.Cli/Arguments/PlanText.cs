using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Arguments;

/// <summary>The form of a plan's id, as far as it can be told.</summary>
internal static class PlanText
{
    public static bool TryParse(string text, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? error)
    {
        value = text;
        error = text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? null
            : "that is not the id of a plan; give all of what 'actornet pool plan' shows behind Plan";
        return error is null;
    }
}
