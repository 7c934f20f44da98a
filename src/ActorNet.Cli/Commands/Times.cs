using ActorNet.Cli.Arguments;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands;

/// <summary>Points in time and durations of the contract, for people. What is not set is empty.</summary>
internal static class Times
{
    /// <summary>How long ago, in its two largest units.</summary>
    public static string Age(this Timestamp? time, DateTimeOffset now) =>
        time is null ? "" : DurationText.FormatRoughly(now - time.ToDateTimeOffset());

    /// <summary>The time in UTC, and how long ago it was.</summary>
    public static string Moment(this Timestamp? time, DateTimeOffset now) =>
        time is null ? "" : $"{time.Utc()} ({time.Age(now)} ago)";

    /// <summary>The time in UTC, to the second.</summary>
    public static string Utc(this Timestamp? time) => time is null ? "" : $"{time.ToDateTimeOffset().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    public static string InFull(this Duration? duration) => duration is null ? "" : DurationText.Format(duration.ToTimeSpan());

    public static string Roughly(this Duration? duration) => duration is null ? "" : DurationText.FormatRoughly(duration.ToTimeSpan());
}
