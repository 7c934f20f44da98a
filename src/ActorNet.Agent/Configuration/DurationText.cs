using System.Globalization;

namespace ActorNet.Agent.Configuration;

/// <summary>Durations as people write them: a number and one of ms, s, m, h.</summary>
internal static class DurationText
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = Array.Find(Units, unit => unit.Unit == text[digits..]);
        if (unit.Unit is null || digits > 9 || !int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;

        duration = count * unit.Length;
        return true;
    }

    public static string Format(TimeSpan duration)
    {
        var (unit, length) = Array.FindLast(Units, unit => duration.Ticks % unit.Length.Ticks == 0);
        return $"{duration.Ticks / length.Ticks}{unit}";
    }
}
