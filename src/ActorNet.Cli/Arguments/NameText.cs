using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ActorNet.Cli.Arguments;

/// <summary>The form that pool names and node ids share, <c>Pool.name</c> and <c>Lease.node_id</c> in the contract.</summary>
internal static partial class NameText
{
    public static bool TryParse(string text, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? error)
    {
        value = text;
        error = Form.IsMatch(text)
            ? null
            : $"'{text}' is not a name; give 1 to 63 characters out of a to z, 0 to 9, '.' and '-', the first and last a letter or digit";
        return error is null;
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form { get; }
}
