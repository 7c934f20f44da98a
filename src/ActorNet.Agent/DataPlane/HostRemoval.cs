using ActorNet.Agent.Docker;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Platform;
using ActorNet.Agent.Rules;
using ActorNet.Agent.State;

namespace ActorNet.Agent.DataPlane;

/// <summary>Takes off the host all that the agent put there, in an order in which nothing of the lease is used without a fence around it.</summary>
internal static class HostRemoval
{
    /// <summary>
    /// The claim that a removal needs; null where another agent has the host's network and nothing of this one's is in the kernel: fence and rules, which have one name on every host, are the other's then.
    /// </summary>
    /// <exception cref="HostInUseException">Another agent has it, and what is to be removed would be in its way.</exception>
    public static async Task<HostClaim?> ClaimAsync(AgentState state, CancellationToken cancellationToken)
    {
        try
        {
            return await HostClaim.TakeAsync(cancellationToken);
        }
        catch (HostInUseException) when (!state.Footprint.IsInKernel)
        {
            return null;
        }
    }

    /// <summary>Removes it all; what cannot be removed is in the answer, and stays fenced.</summary>
    public static async Task<IReadOnlyList<Problem>> RemoveAsync(AgentState state, string dockerSocket, HostClaim? claim, CancellationToken cancellationToken)
    {
        List<Problem> problems =
        [
            .. claim is null ? [] : await FenceCleaner.ShutAsync(cancellationToken),
            .. await DockerCleaner.CleanAsync(state.Docker, dockerSocket, cancellationToken),
            .. await HostCleaner.CleanAsync(state.Footprint, cancellationToken),
        ];
        if (problems.Count == 0 && claim is not null)
            problems.AddRange([.. await RuleCleaner.CleanAsync(cancellationToken), .. await FenceCleaner.RemoveAsync(cancellationToken)]);
        return problems;
    }
}
