using System.Globalization;

namespace ActorNet.Agent.Status;

/// <summary>Times and durations, as the status shows them.</summary>
internal static class Wording
{
    /// <summary>A moment by the wall clock, in UTC.</summary>
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>A duration with its two largest units.</summary>
    public static string Of(TimeSpan duration) => duration.Duration() switch
    {
        { TotalDays: >= 1 } long_ => $"{(int)long_.TotalDays}d{long_.Hours}h",
        { TotalHours: >= 1 } long_ => $"{long_.Hours}h{long_.Minutes}m",
        { TotalMinutes: >= 1 } long_ => $"{long_.Minutes}m{long_.Seconds}s",
        var short_ => string.Create(CultureInfo.InvariantCulture, $"{short_.TotalSeconds:0.0}s"),
    };

    /// <summary>How long ago, and when.</summary>
    public static string Since(DateTimeOffset moment, DateTimeOffset now) => $"{Of(moment)} ({Of(now - moment)})";

    public static string Join<T>(IEnumerable<T> items) => string.Join(", ", items) is { Length: > 0 } text ? text : "none";
}
