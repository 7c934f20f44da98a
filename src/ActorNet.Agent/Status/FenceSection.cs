using System.Collections.Immutable;
using ActorNet.Agent.Fencing;

namespace ActorNet.Agent.Status;

/// <summary>Whether the kernel stops what is not held.</summary>
/// <param name="State">Whether it does, or why not.</param>
/// <param name="Held">What it lets pass until the lease's deadline.</param>
/// <param name="Refreshes">How often it was given a new time since the agent started.</param>
/// <param name="Mended">How often somebody had changed or removed the fence.</param>
/// <param name="StoppedPackets">How many packets it has stopped, as last read.</param>
/// <param name="Problem">Why it is not in force; null: it is, or there is nothing to stop.</param>
internal sealed record FenceSection(FenceState State, ImmutableArray<string> Held, long Refreshes, long Mended, long StoppedPackets, string? Problem) : IStatusSection
{
    public static FenceSection Of(FenceReport report) => new(
        report.State, [.. report.Held.Select(prefix => prefix.ToString())], report.Refreshes, report.Mended, report.StoppedPackets, report.Problem);

    public IEnumerable<(string Name, string Value)> ToRows() =>
    [
        ("fence", State switch
        {
            FenceState.Idle => "nothing to stop yet",
            FenceState.InForce => $"in force, lets pass: {Wording.Join(Held)}",
            FenceState.Unsupported => $"NOT SUPPORTED by this kernel: {Problem}",
            FenceState.Failing => $"FAILS: {Problem}",
            _ => throw new InvalidOperationException($"{State} is no state of the fence."),
        }),
        .. StoppedPackets + Mended == 0 ? [] : new[] { ("fence did", $"stopped {StoppedPackets} packets, was put back {Mended} times") },
    ];

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_fence_in_force", "1 while the kernel stops what is not held, also without the agent.", State == FenceState.InForce ? 1 : 0);
        metrics.Counter("actornet_agent_fence_refreshes_total", "How often the kernel was given a new time for what is held.", Refreshes);
        metrics.Counter("actornet_agent_fence_mended_total", "How often somebody had changed or removed the fence.", Mended);
        metrics.Counter("actornet_agent_fence_stopped_packets_total", "Packets of subnets of this node that were stopped because they were not held.", StoppedPackets);
    }
}
