using System.Collections.Immutable;
using ActorNet.Agent.Rules;

namespace ActorNet.Agent.Status;

/// <summary>The rules for packets.</summary>
/// <param name="Kind">With what masquerading and forwarding are ruled.</param>
/// <param name="Written">How often rules were written because others were wanted.</param>
/// <param name="Mended">How often somebody had changed them, or put rules before them.</param>
/// <param name="SpoofedPackets">Packets dropped because the bridge may not send from their source.</param>
/// <param name="StrangersPackets">Packets to the tunnel dropped because their sender is no peer.</param>
/// <param name="Problems">What is not as it should be.</param>
internal sealed record RulesSection(RuleKind Kind, long Written, long Mended, long SpoofedPackets, long StrangersPackets, ImmutableArray<string> Problems) : IStatusSection
{
    public static RulesSection Of(RulesReport report) => new(
        report.Kind, report.Written, report.Mended, report.SpoofedPackets, report.StrangersPackets, [.. report.Problems.Select(problem => problem.Message)]);

    public IEnumerable<(string Name, string Value)> ToRows() =>
    [
        ("rules", Kind switch
        {
            RuleKind.Auto => "none made yet",
            RuleKind.None => "none",
            RuleKind.Iptables => $"in iptables, written {Written} times, put back {Mended} times",
            RuleKind.Nftables => $"in nftables, written {Written} times, put back {Mended} times",
            _ => throw new InvalidOperationException($"{Kind} is no kind of rules."),
        }),
        .. SpoofedPackets + StrangersPackets == 0 ? [] : new[] { ("dropped", $"{SpoofedPackets} packets with another's source, {StrangersPackets} tunnel packets of strangers") },
        .. Problems.Select(problem => ("PROBLEM", problem)),
    ];

    public void Measure(MetricsText metrics)
    {
        metrics.Counter("actornet_agent_rules_written_total", "How often rules were written because others were wanted.", Written);
        metrics.Counter("actornet_agent_rules_mended_total", "How often somebody had changed the rules, or put others before them.", Mended);
        metrics.Counter("actornet_agent_rules_dropped_packets_total", "Packets dropped by the rules, by why.", SpoofedPackets, ("reason", "spoofed_source"));
        metrics.Counter("actornet_agent_rules_dropped_packets_total", "", StrangersPackets, ("reason", "tunnel_stranger"));
        metrics.Gauge("actornet_agent_rules_problems", "What is not as it should be with the rules.", Problems.Length);
    }
}
