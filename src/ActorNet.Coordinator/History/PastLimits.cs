namespace ActorNet.Coordinator.History;

/// <summary>How much of the past is kept. What is held or in quarantine is, whatever its age.</summary>
/// <param name="Retention">How long, <see cref="ShortestRetention"/> to <see cref="LongestRetention"/>.</param>
/// <param name="Events">How many events, <see cref="FewestEvents"/> to <see cref="MostEvents"/>; the oldest go first.</param>
internal sealed record PastLimits(TimeSpan Retention, int Events)
{
    public const int FewestEvents = 1000;

    /// <summary>About 10 GB.</summary>
    public const int MostEvents = 100_000_000;

    public static readonly TimeSpan ShortestRetention = TimeSpan.FromHours(1);
    public static readonly TimeSpan LongestRetention = TimeSpan.FromDays(3650);

    public static readonly PastLimits Default = new(TimeSpan.FromDays(90), 1_000_000);
}
