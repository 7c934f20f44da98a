using ActorNet.Agent.Configuration;
using ActorNet.Agent.State;
using ActorNet.Agent.Status;

namespace ActorNet.Agent.Commands;

/// <summary><c>actornet-agent status</c>: asks the agent that runs on this node, over the socket in its state directory, and shows what it says.</summary>
internal static class StatusCommand
{
    /// <summary>Does it; the exit code says whether the node is ready.</summary>
    public static async Task<int> RunAsync(AgentOptions options, bool asJson, CancellationToken cancellationToken)
    {
        using var client = new StatusClient(StateDirectory.SocketIn(options.StateDirectory));
        try
        {
            var isReady = await client.IsReadyAsync(cancellationToken);
            Console.Out.Write(await client.ReadAsync(asJson ? StatusPages.Json : StatusPages.Table, cancellationToken));
            return isReady ? ExitCodes.Success : ExitCodes.NotReady;
        }
        catch (StatusUnavailableException exception)
        {
            Console.Error.WriteLine(
                $"actornet-agent: {exception.Message}. Does an agent run, with {OptionCatalogue.StateDirectory.Flag} {options.StateDirectory}, and may this user ask it?");
            return ExitCodes.Failure;
        }
    }
}
