using ActorNet.Agent.Docker.Engine;
using ActorNet.Agent.Docker.Judging;

namespace ActorNet.Agent.Docker.Changing;

/// <summary>Whether Docker may be restarted now, before anything is touched.</summary>
internal static class Preflight
{
    /// <summary>Why not; null: it may.</summary>
    /// <param name="facts">What there is; its engine runs.</param>
    /// <param name="policy">When it may be restarted.</param>
    /// <param name="containers">The running containers in detail.</param>
    /// <param name="own">The container that this agent runs in; null: none.</param>
    public static string? ObstacleTo(DockerFacts facts, DockerRestart policy, IReadOnlyList<EngineContainerDetail> containers, string? own)
    {
        var engine = facts.Engine!;
        if (policy == DockerRestart.Never)
            return "docker-restart is never: restart Docker when it suits you";
        if (facts.Mode == DockerMode.DaemonJson && DockerJudge.ClashingFlags(engine.Process) is { } flags)
            return $"with {flags} on its command line as well as in its file Docker would not start; take it off dockerd's command line";
        if (facts.Mode == DockerMode.DaemonJson && DockerJudge.OtherFile(engine.Process, facts.DaemonFile) is { } file)
            return $"dockerd reads {file}, so a restart would change nothing";
        if (Overlapping(facts) is { } network)
            return $"Docker's network '{network.Name}' overlaps {facts.Settings}, so Docker would not start; remove that network";
        if (policy == DockerRestart.WhenIdle && !engine.Running.IsEmpty)
            return $"docker-restart is when-idle, and {engine.Running.Length} containers run";
        if (containers.FirstOrDefault(container => container.Id == own) is { } self)
            return $"this agent runs in the container {self.Name} of the same engine, so it cannot stop the containers; restart Docker when it suits you";
        if (containers.FirstOrDefault(container => container.IsRemovedWhenStopped) is { } gone)
            return $"the container {gone.Name} was started with --rm, so to stop it would be to lose it; stop it when it suits you";
        return null;
    }

    private static EngineNetwork? Overlapping(DockerFacts facts) => facts.Engine!.Networks.FirstOrDefault(network =>
        !network.IsDefault && network.Subnets.Any(subnet => facts.Settings.IPv4?.Overlaps(subnet) == true || facts.Settings.IPv6?.Overlaps(subnet) == true));
}
