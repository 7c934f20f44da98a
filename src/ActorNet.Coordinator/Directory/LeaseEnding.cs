namespace ActorNet.Coordinator.Directory;

/// <summary>How a lease came to its end, or to be revoked.</summary>
/// <param name="By">Who ended it.</param>
/// <param name="Reason">Why, as who ended it said; empty: nothing was said.</param>
/// <param name="RequestId">The caller's name for the attempt; empty: none.</param>
internal sealed record LeaseEnding(EndedBy By, string Reason, string RequestId);
