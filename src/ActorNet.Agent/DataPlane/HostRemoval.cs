using ActorNet.Agent.Docker;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Rules;
using ActorNet.Agent.State;

namespace ActorNet.Agent.DataPlane;

/// <summary>Takes off the host all that the agent put there, in an order in which nothing of the lease is used without a fence around it.</summary>
internal static class HostRemoval
{
    /// <summary>Removes it all; what cannot be removed is in the answer, and stays fenced.</summary>
    public static async Task<IReadOnlyList<Problem>> RemoveAsync(AgentState state, string dockerSocket, CancellationToken cancellationToken)
    {
        List<Problem> problems =
        [
            .. await FenceCleaner.ShutAsync(cancellationToken),
            .. await DockerCleaner.CleanAsync(state.Docker, dockerSocket, cancellationToken),
            .. await HostCleaner.CleanAsync(state.Footprint, cancellationToken),
        ];
        if (problems.Count == 0)
            problems.AddRange([.. await RuleCleaner.CleanAsync(cancellationToken), .. await FenceCleaner.RemoveAsync(cancellationToken)]);
        return problems;
    }
}
