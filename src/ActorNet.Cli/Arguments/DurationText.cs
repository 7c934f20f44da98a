using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ActorNet.Cli.Arguments;

/// <summary>Durations as people write them: whole numbers with the units d, h, m, s and ms, largest first: <c>1h30m</c>, <c>500ms</c>.</summary>
internal static class DurationText
{
    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>A parser that also checks that the duration lies between two others, both included.</summary>
    public static TryParse<TimeSpan> Between(TimeSpan shortest, TimeSpan longest) =>
        (string text, out TimeSpan value, [NotNullWhen(false)] out string? error) =>
        {
            if (!TryParse(text, out value, out error))
                return false;

            error = value < shortest || value > longest
                ? $"'{text}' is out of range; give {Format(shortest)} to {Format(longest)}"
                : null;
            return error is null;
        };

    /// <summary>Reads a duration of 0 or more.</summary>
    public static bool TryParse(string text, out TimeSpan value, [NotNullWhen(false)] out string? error)
    {
        value = TimeSpan.Zero;
        error = $"'{text}' is not a duration; write whole numbers with the units d, h, m, s or ms, largest first, like 500ms, 10s or 1h30m";
        var rest = text.AsSpan();
        var nextUnit = 0;
        do
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;

            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var name = letters < 0 ? rest : rest[..letters];
            var unit = FindUnit(name);
            if (unit < nextUnit || count > (TimeSpan.MaxValue - value) / Units[unit].Length)
                return false;

            value += count * Units[unit].Length;
            nextUnit = unit + 1;
            rest = rest[name.Length..];
        }
        while (!rest.IsEmpty);

        error = null;
        return true;
    }

    /// <summary>The duration in full, to the millisecond: what <see cref="TryParse"/> reads. Negative ones count as 0.</summary>
    public static string Format(TimeSpan value) => Format(value, maxUnits: Units.Length);

    /// <summary>The two largest units of a duration: enough for an age or a wait.</summary>
    public static string FormatRoughly(TimeSpan value) => Format(value, maxUnits: 2);

    private static string Format(TimeSpan value, int maxUnits)
    {
        // Under a second the milliseconds matter; above, they are noise in a rough duration.
        var smallest = maxUnits < Units.Length && value >= TimeSpan.FromSeconds(1) ? Units.Length - 1 : Units.Length;
        var text = new StringBuilder();
        var left = value;
        var used = 0;
        for (var i = 0; i < smallest && used < maxUnits; i++)
        {
            var count = left.Ticks / Units[i].Length.Ticks;
            left -= count * Units[i].Length;
            if (count > 0)
                text.Append(count).Append(Units[i].Name);

            // Counted from the first unit that is there, also over gaps: "1h5s" would read as if it were exact to the second.
            if (text.Length > 0)
                used++;
        }

        return text.Length > 0 ? text.ToString() : "0s";
    }

    private static int FindUnit(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (name.SequenceEqual(Units[i].Name))
                return i;
        }

        return -1;
    }
}
