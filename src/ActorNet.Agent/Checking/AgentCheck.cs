using System.Text.Json;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Docker.Judging;
using ActorNet.Agent.State;
using ActorNet.Agent.Status;

namespace ActorNet.Agent.Checking;

/// <summary>Whether an agent runs, is well, and what it says is wrong: with the host, the fence, the rules and Docker.</summary>
internal sealed class AgentCheck : ICheck
{
    private const string ToStart = "systemctl start actornet-agent, and read its log";

    public string Subject => "agent";

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken)
    {
        using var client = new StatusClient(StateDirectory.SocketIn(scene.Options.StateDirectory));
        try
        {
            var status = JsonSerializer.Deserialize(await client.ReadAsync(StatusPages.Json, cancellationToken), StatusJson.Default.AgentStatus)!;
            return [Whole(status.Agent), Fence(status.Fence), .. Problems(status), .. Docker(status.Docker)];
        }
        catch (StatusUnavailableException exception)
        {
            return [Finding.Wrong(Subject, exception.Message, ToStart)];
        }
    }

    private Finding Whole(AgentSection agent) =>
        !agent.Alive ? Finding.Wrong(Subject, $"it hangs: {string.Join(", ", agent.Stuck)}", "systemctl restart actornet-agent; containers and routes stay meanwhile")
        : !agent.Ready ? Finding.Wrong(Subject, $"it runs, and the node is not ready: {string.Join("; ", agent.Obstacles)}", "what stands in the way says how")
        : Finding.Ok(Subject, $"runs, version {agent.Version}, and the node is ready");

    private static Finding Fence(FenceSection fence) => fence.State switch
    {
        Fencing.FenceState.InForce => Finding.Ok("fence", $"in force, lets {string.Join(", ", fence.Held)} through"),
        Fencing.FenceState.Idle => Finding.Ok("fence", "there is nothing to stop"),
        _ => Finding.Wrong("fence", fence.Problem ?? "it is not in force", "the kernel needs nf_tables; without it a lease that lapses is only fenced while the agent runs"),
    };

    private static IEnumerable<Finding> Docker(DockerSection docker)
    {
        const string subject = "docker";
        foreach (var finding in docker.Findings)
        {
            yield return finding.Cause == DockerCause.EngineSilent
                ? Finding.Unknown(subject, finding.Message)
                : Finding.Wrong(subject, finding.Message, docker.Waiting is { } reason ? $"the agent does not restart Docker by itself: {reason}" : "as it says; the agent looks again every few seconds");
        }

        if (docker.Engine is { } version && docker.Findings.IsEmpty)
            yield return Finding.Ok(subject, $"engine {version}, gives containers addresses of {string.Join(", ", docker.Subnets)}");

        // A matter of taste and not of right or wrong; but who does not know of it looks for it for long.
        if (docker.Masquerades)
            yield return Finding.Ok("source addresses", "Docker masquerades: containers of other nodes see this node's address, not the container's") with { Mend = $"{OptionCatalogue.Masquerades.Flag} true and a restart of Docker, if they are to see the container's" };
    }

    private static IEnumerable<Finding> Problems(AgentStatus status) =>
        status.Host.Problems.Select(problem => Finding.Wrong("host", problem.Message, "the agent puts right what is its own; this is not, or the kernel refuses it"))
            .Concat(status.Rules.Problems.Select(problem => Finding.Wrong("rules", problem, "the agent tries again by itself")));
}
