namespace ActorNet.Coordinator.Directory;

/// <summary>How much of the past a directory keeps.</summary>
/// <param name="Segment">How many steps lie between two states that are kept: what must at most be done again to see a state in between.</param>
/// <param name="Always">How many of the last steps are kept however old they are, so that a watcher that was away while little happened can go on.</param>
/// <param name="AtMost">How many are kept however young they are.</param>
/// <param name="Window">How long all others are kept; the contract promises a minute to page tokens.</param>
internal sealed record HistoryLimits(int Segment, int Always, int AtMost, TimeSpan Window)
{
    /// <summary>With 100,000 leases the longest history takes about 200 bytes a lease.</summary>
    public static readonly HistoryLimits Default = new(Segment: 2048, Always: 8192, AtMost: 32_768, Window: TimeSpan.FromMinutes(2));
}
