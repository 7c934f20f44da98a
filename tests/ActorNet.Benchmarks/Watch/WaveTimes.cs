namespace ActorNet.Benchmarks.Watch;

/// <summary>When a change came where, counted from its request's sending.</summary>
/// <param name="Answered">To the node that made it.</param>
/// <param name="Last">To the last watcher.</param>
internal readonly record struct WaveTimes(TimeSpan Answered, TimeSpan Last);
