using System.Collections.Immutable;
using ActorNet.Agent.Docker;

namespace ActorNet.Agent.Status;

/// <summary>What the agent knows of Docker.</summary>
/// <param name="Mode">How Docker learns the subnet.</param>
/// <param name="EngineVersion">The engine's version; null: none runs, it does not answer, or it was not looked at.</param>
/// <param name="RunningContainers">How many containers run.</param>
/// <param name="Conflict">Whether docker0, or what Docker gives containers, is not what the lease says.</param>
/// <param name="Change">The change that is under way; null: none.</param>
/// <param name="Waiting">Why a change that is needed is not begun; null: none is needed, or it is under way.</param>
/// <param name="Problems">What is not as it should be, conflicts first.</param>
internal sealed record DockerSection(
    DockerMode Mode, string? EngineVersion, int RunningContainers, bool Conflict, string? Change, string? Waiting, ImmutableArray<string> Problems) : IStatusSection
{
    public static DockerSection Of(DockerSnapshot snapshot) => new(
        snapshot.Mode,
        snapshot.EngineVersion,
        snapshot.RunningContainers,
        snapshot.IsConflict,
        snapshot.Change?.ToString(),
        snapshot.Waiting,
        [.. snapshot.Findings.Select(finding => finding.Message), .. snapshot.NotStarted]);

    public IEnumerable<(string Name, string Value)> ToRows()
    {
        yield return ("docker", EngineVersion is null ? $"{Mode}, no engine answers" : $"{Mode}, {EngineVersion} with {RunningContainers} running containers");
        if (Change is not null)
            yield return ("change", Change);
        if (Waiting is not null)
            yield return ("waiting", Waiting);
        foreach (var problem in Problems)
            yield return (Conflict ? "CONFLICT" : "PROBLEM", problem);
    }

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_docker_up", "1 while a Docker engine answers.", EngineVersion is null ? 0 : 1);
        metrics.Gauge("actornet_agent_docker_conflict", "1 while docker0, or what Docker gives containers, is not what the lease says.", Conflict ? 1 : 0);
        metrics.Gauge("actornet_agent_docker_problems", "What is not as it should be with Docker.", Problems.Length);
    }
}
