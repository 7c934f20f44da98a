using System.Text.Json;
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
            return [Whole(status.Agent), Fence(status.Fence), .. Problems(status)];
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

    private static IEnumerable<Finding> Problems(AgentStatus status) =>
        status.Host.Problems.Select(problem => Finding.Wrong("host", problem.Message, "the agent puts right what is its own; this is not, or the kernel refuses it"))
            .Concat(status.Rules.Problems.Select(problem => Finding.Wrong("rules", problem, "the agent tries again by itself")));
}
