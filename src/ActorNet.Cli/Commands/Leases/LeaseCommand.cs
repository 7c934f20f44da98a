using System.CommandLine;

namespace ActorNet.Cli.Commands.Leases;

/// <summary><c>actornet lease</c>.</summary>
internal static class LeaseCommand
{
    public static Command Create(CommandHost host) => new("lease", "The subnets that nodes hold.")
    {
        LeaseListCommand.Create(host),
        LeaseGetCommand.Create(host),
        LeaseReleaseCommand.Create(host),
    };
}
