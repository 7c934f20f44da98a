namespace ActorNet.Agent.Status;

/// <summary>
/// What one part of the agent shows of itself, as it was at one moment: in JSON its properties, for people rows of a table, for Prometheus metrics. To be shown, a part
/// makes an immutable record of it, and adds that to <see cref="AgentStatus"/>.
/// </summary>
internal interface IStatusSection
{
    /// <summary>The rows of the table: what it is, and what it is now. The first one begins the section.</summary>
    IEnumerable<(string Name, string Value)> ToRows();

    /// <summary>Writes the metrics; names as OpenTelemetry has them, with units.</summary>
    void Measure(MetricsText metrics);
}
