using System.Diagnostics.CodeAnalysis;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>The names of <see cref="ReclaimPolicy"/> on the command line.</summary>
internal static class ReclaimText
{
    public static bool TryParse(string text, out ReclaimPolicy value, [NotNullWhen(false)] out string? error)
    {
        value = text switch
        {
            "auto" => ReclaimPolicy.Auto,
            "manual" => ReclaimPolicy.Manual,
            _ => ReclaimPolicy.Unspecified,
        };
        error = value == ReclaimPolicy.Unspecified ? $"'{text}' is not a reclaim policy; give auto or manual" : null;
        return error is null;
    }
}
