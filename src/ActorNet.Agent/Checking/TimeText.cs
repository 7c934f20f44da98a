namespace ActorNet.Agent.Checking;

/// <summary>Durations for people.</summary>
internal static class TimeText
{
    /// <summary>In its largest unit: <c>23 h</c>, <c>59 min</c>, <c>3 s</c>.</summary>
    public static string Short(TimeSpan duration) =>
        duration.TotalHours >= 1 ? $"{(long)duration.TotalHours} h"
        : duration.TotalMinutes >= 1 ? $"{(long)duration.TotalMinutes} min"
        : $"{(long)duration.TotalSeconds} s";
}
