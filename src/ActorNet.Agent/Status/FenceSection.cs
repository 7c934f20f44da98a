using System.Collections.Immutable;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Fencing;

namespace ActorNet.Agent.Status;

/// <summary>The fence: what keeps a subnet that this node does not hold from being used off the host.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Held">The subnets that it lets through.</param>
/// <param name="RemainingSeconds">For how long yet, unless they are confirmed; null: nothing is held.</param>
/// <param name="Refreshes">How often the time was set anew.</param>
/// <param name="Mended">How often somebody else had changed it.</param>
/// <param name="StoppedPackets">How many packets it has stopped.</param>
/// <param name="Problem">Why it is not in force; null: it is, or there is nothing to stop.</param>
internal sealed record FenceSection(FenceState State, ImmutableArray<string> Held, double? RemainingSeconds, long Refreshes, long Mended, long StoppedPackets, string? Problem) : IStatusSection
{
    public static FenceSection Of(FenceReport report, Instant now) => new(
        report.State,
        [.. report.Held.Select(subnet => subnet.ToString())],
        report.Held.IsEmpty ? null : (report.Deadline - now).TotalSeconds,
        report.Refreshes,
        report.Mended,
        report.StoppedPackets,
        report.Problem);

    public IEnumerable<(string Name, string Value)> ToRows()
    {
        yield return ("fence", State == FenceState.Idle ? "none: there is nothing to stop" : $"{State}, lets {Wording.Join(Held)} through{(RemainingSeconds is { } left ? $" for {Wording.Of(TimeSpan.FromSeconds(left))}" : "")}; {StoppedPackets} packets stopped, {Refreshes} refreshes, {Mended} times mended");
        if (Problem is not null)
            yield return ("PROBLEM", Problem);
    }

    public void Measure(MetricsText metrics)
    {
        foreach (var state in Enum.GetValues<FenceState>())
            metrics.Gauge("actornet_agent_fence_state", "1 for the state that the fence is in, 0 for all others.", state == State ? 1 : 0, ("state", state.ToString()));
        metrics.Counter("actornet_agent_fence_stopped_packets_total", "Packets that the fence has stopped.", StoppedPackets);
        metrics.Counter("actornet_agent_fence_refreshes_total", "Times that the fence's time was set anew.", Refreshes);
        metrics.Counter("actornet_agent_fence_mended_total", "Times that somebody else had changed the fence.", Mended);
    }
}
