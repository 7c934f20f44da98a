using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Validation;

/// <summary>Points in time in requests and messages.</summary>
internal static class Moments
{
    private const int NanosPerSecond = 1_000_000_000;

    /// <summary>The years 1 to 9999, as google.protobuf.Timestamp defines it.</summary>
    private static readonly (long First, long Last) Seconds = (DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());

    /// <summary>A point in time to 100 ns; null where none is given, or none that is right.</summary>
    public static DateTimeOffset? Read(Timestamp? given, string field, FieldProblems problems)
    {
        if (given is null)
        {
            return null;
        }

        if (given.Seconds >= Seconds.First && given.Seconds <= Seconds.Last && given.Nanos is >= 0 and < NanosPerSecond)
        {
            return given.ToDateTimeOffset();
        }

        problems.Add(field, $"{given.Seconds} s and {given.Nanos} ns is not a time as google.protobuf.Timestamp defines it");
        return null;
    }

    /// <summary>In UTC as RFC 3339 has it, in full.</summary>
    public static string Text(DateTimeOffset moment) => $"{moment.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'}";
}
