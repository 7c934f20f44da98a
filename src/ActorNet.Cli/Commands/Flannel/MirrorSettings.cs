namespace ActorNet.Cli.Commands.Flannel;

/// <summary>How a mirror works.</summary>
/// <param name="Prefix">Where flannel's keys are.</param>
/// <param name="TimeToLive">How long keys that may end outlive the last mirror.</param>
/// <param name="Quarantine">How long a range that flanneld may not pick from any more stays reserved after its key has gone.</param>
/// <param name="Interval">How long after a pass the next one is made at the latest.</param>
internal sealed record MirrorSettings(string Prefix, TimeSpan TimeToLive, TimeSpan Quarantine, TimeSpan Interval);
