using System.Text.Json.Serialization;

namespace ActorNet.Agent.Status;

/// <summary>Everything that the agent shows of itself, as it was at one moment.</summary>
internal sealed record AgentStatus
{
    public required AgentSection Agent { get; init; }

    public required LeaseSection Lease { get; init; }

    public required FenceSection Fence { get; init; }

    public required HostSection Host { get; init; }

    public required DockerSection Docker { get; init; }

    public required PeersSection Peers { get; init; }

    public required RulesSection Rules { get; init; }

    public required StateSection State { get; init; }

    public required ProcessSection Process { get; init; }

    /// <summary>In the order of the table.</summary>
    [JsonIgnore]
    public IEnumerable<IStatusSection> Sections => [Agent, Lease, Fence, Host, Docker, Peers, Rules, State, Process];

    /// <summary>The table.</summary>
    public string ToTable() => StatusTable.Of(Sections.Select(section => section.ToRows()));

    /// <summary>The metrics, in Prometheus' text format.</summary>
    public string ToMetrics()
    {
        var metrics = new MetricsText();
        foreach (var section in Sections)
            section.Measure(metrics);
        return metrics.ToString();
    }
}
