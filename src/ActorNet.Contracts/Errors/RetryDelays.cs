using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Contracts.Errors;

/// <summary>How long a service asks its caller to wait.</summary>
public static class RetryDelays
{
    private const int NanosPerSecond = 1_000_000_000;

    /// <summary>The longest time to live, and more than its grace: no answer changes later than that by waiting alone.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(370);

    /// <summary>Reads one, whoever wrote it: 0 to 370 days; null where there is none, or none that makes sense.</summary>
    public static TimeSpan? From(Duration? given) => given switch
    {
        null or { Seconds: < 0 } or { Nanos: < 0 or >= NanosPerSecond } => null,
        _ when given.Seconds >= (long)Longest.TotalSeconds => Longest,
        _ => given.ToTimeSpan(),
    };
}
