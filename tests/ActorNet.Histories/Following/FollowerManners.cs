namespace ActorNet.Histories.Following;

/// <summary>How a follower of the watch behaves.</summary>
/// <param name="Stay">How long it stays with one coordinator before it goes to the next.</param>
/// <param name="Slowness">How long it rests after each message.</param>
public sealed record FollowerManners(TimeSpan Stay, TimeSpan Slowness = default);
