using System.CommandLine;
using ActorNet.Cli.Commands.Drains;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool</c>.</summary>
internal static class PoolCommand
{
    public static Command Create(CommandHost host) => new("pool", "Address spaces out of which nodes get subnets.")
    {
        PoolListCommand.Create(host),
        PoolGetCommand.Create(host),
        PoolCreateCommand.Create(host),
        PoolUpdateCommand.Create(host),
        PoolPlanCommand.Create(host),
        PoolApplyCommand.Create(host),
        PoolCordonCommand.Cordon(host),
        PoolCordonCommand.Uncordon(host),
        DrainCommand.Create(host),
        PoolDeleteCommand.Create(host),
        PoolSpaceCommand.Create(host),
        PoolForecastCommand.Create(host),
    };
}
