using System.Diagnostics.CodeAnalysis;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>A <see cref="Headroom"/> on the command line and in reports: <c>16:tier=system,zone=a</c>.</summary>
internal static class HeadroomText
{
    public static bool TryParse(string text, [NotNullWhen(true)] out Headroom? value, [NotNullWhen(false)] out string? error)
    {
        value = null;
        var labels = text.IndexOf(':');
        if (labels <= 0 || !long.TryParse(text.AsSpan(0, labels), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var subnets) || subnets < 1)
        {
            error = $"'{text}' is not a headroom; give how many subnets, a colon and labels, like 16:tier=system";
            return false;
        }

        var headroom = new Headroom { Subnets = subnets };
        foreach (var label in text[(labels + 1)..].Split(','))
        {
            if (!LabelText.TryParse(label, out var pair, out error))
                return false;

            if (!headroom.NodeSelector.TryAdd(pair.Key, pair.Value))
            {
                error = $"'{text}' has the label '{pair.Key}' twice; give each once";
                return false;
            }
        }

        (value, error) = (headroom, null);
        return true;
    }

    /// <summary>In words; empty where nothing is kept.</summary>
    public static string InWords(Headroom? headroom) => headroom is null
        ? ""
        : $"{headroom.Subnets} subnets for nodes with {string.Join(' ', headroom.NodeSelector.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}";
}
