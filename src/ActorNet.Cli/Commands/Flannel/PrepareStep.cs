using ActorNet.Addressing;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>One range to reserve.</summary>
/// <param name="Range">The range.</param>
/// <param name="NodeId">For whom; empty: for nobody.</param>
/// <param name="Reason">Why.</param>
/// <param name="Problem">Why it cannot be; null where it can.</param>
internal sealed record PrepareStep(Prefix Range, string NodeId, string Reason, string? Problem = null);
