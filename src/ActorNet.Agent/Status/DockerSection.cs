using System.Collections.Immutable;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Docker.Changing;
using ActorNet.Agent.Docker.Judging;

namespace ActorNet.Agent.Status;

/// <summary>Docker, as it was last looked at.</summary>
/// <param name="Mode">How it learns the subnet.</param>
/// <param name="Conflict">Whether docker0, or what Docker gives containers, is not what the lease says.</param>
/// <param name="Engine">The engine's version; null: none runs, or it does not answer.</param>
/// <param name="Subnets">What it gives containers on docker0 addresses from.</param>
/// <param name="Containers">How many containers run.</param>
/// <param name="Masquerades">Whether containers of other nodes see this host's address instead of a container's, because Docker masquerades.</param>
/// <param name="Step">The step of a change of its subnet that is under way; null: none is.</param>
/// <param name="Waiting">Why a change that is needed is not begun; null: none is.</param>
/// <param name="Findings">What is not as it should be, conflicts first.</param>
/// <param name="NotStarted">Containers that were stopped for a change and do not start.</param>
internal sealed record DockerSection(
    DockerMode Mode,
    bool Conflict,
    string? Engine,
    ImmutableArray<string> Subnets,
    int Containers,
    bool Masquerades,
    ChangeStep? Step,
    string? Waiting,
    ImmutableArray<DockerFinding> Findings,
    ImmutableArray<string> NotStarted) : IStatusSection
{
    private bool HasLooked { get; init; }

    public static DockerSection Of(DockerSnapshot snapshot) => new(
        snapshot.Mode,
        snapshot.IsConflict,
        snapshot.EngineVersion,
        [.. (snapshot.EngineSubnets ?? []).Select(subnet => subnet.ToString())],
        snapshot.RunningContainers,
        snapshot.Masquerades,
        snapshot.Change?.Step,
        snapshot.Waiting,
        snapshot.Findings,
        snapshot.NotStarted)
    {
        HasLooked = snapshot.HasLooked,
    };

    public IEnumerable<(string Name, string Value)> ToRows()
    {
        if (!HasLooked)
            yield break;

        yield return ("docker", $"{(Conflict ? "CONFLICT, " : "")}{(Engine is null ? "no engine" : $"engine {Engine} on {Wording.Join(Subnets)}, {Containers} containers run")}{(Step is { } step ? $", changing: {step}" : "")}{(Waiting is null ? "" : $", waiting: {Waiting}")}");
        foreach (var finding in Findings)
            yield return (finding.IsConflict ? "CONFLICT" : "WARNING", finding.Message);
        foreach (var container in NotStarted)
            yield return ("PROBLEM", container);
    }

    public void Measure(MetricsText metrics)
    {
        metrics.Gauge("actornet_agent_docker_conflict", "1 while docker0, or what Docker gives containers, is not what the lease says.", Conflict ? 1 : 0);
        metrics.Gauge("actornet_agent_docker_changing", "1 while Docker is being changed to another subnet.", Step is null ? 0 : 1);
        metrics.Gauge("actornet_agent_docker_containers", "Containers of Docker's that run.", Containers);
    }
}
