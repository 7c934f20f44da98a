using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Netlink;

namespace ActorNet.Agent.Checking;

/// <summary>Reads what the checks go by; what cannot be read is no reason not to check the rest.</summary>
internal static class CheckSceneReader
{
    public static async Task<CheckScene> ReadAsync(AgentOptions options, CoordinatorClient client, NetlinkConnection netlink, CancellationToken cancellationToken)
    {
        var (plan, planFault) = await ReadPlanAsync(options, netlink, cancellationToken);
        var (state, stateFault) = ReadState(options.StateDirectory);
        var pool = state?.NamedPool is { Length: > 0 } named ? named : options.Pool;
        var cluster = await ClusterReader.ReadAsync(client, pool, options.Node, cancellationToken);
        return new CheckScene(options, plan, planFault, state, stateFault, cluster, client, netlink);
    }

    private static async Task<(HostPlan? Plan, string? Fault)> ReadPlanAsync(AgentOptions options, NetlinkConnection netlink, CancellationToken cancellationToken)
    {
        try
        {
            return (await HostInspector.InspectAsync(options, netlink, cancellationToken), null);
        }
        catch (Exception exception) when (exception is HostUnfitException or NetlinkException)
        {
            return (null, exception.Message);
        }
    }

    private static (AgentState? State, string? Fault) ReadState(string directory)
    {
        try
        {
            return StateDirectory.Peek(directory) is { } state ? (state, null) : (null, $"there is no state in {directory}");
        }
        catch (Exception exception) when (exception is StateDamagedException or StateVersionException or IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }
}
