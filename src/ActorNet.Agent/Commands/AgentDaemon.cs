using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Netlink;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Commands;

/// <summary><c>actornet-agent run</c>: makes ready what the parts need, and runs them until the agent is told to stop.</summary>
internal sealed partial class AgentDaemon(AgentOptions options, ILoggerFactory loggers)
{
    /// <summary>A stopping agent must not keep the machine from going down.</summary>
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromMilliseconds(1500);

    private readonly ILogger _logger = loggers.CreateLogger<AgentDaemon>();

    /// <summary>Runs. Stopping leaves lease and data plane as they are, unless the options say otherwise.</summary>
    /// <exception cref="HostUnfitException">The host lacks what the agent needs.</exception>
    /// <exception cref="StateInUseException">Another agent has the state directory.</exception>
    /// <exception cref="HostInUseException">Another agent sets up this host's network.</exception>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        if (options.Backend != BackendKind.AddressesOnly && !Capabilities.MayChangeNetwork())
            throw new HostUnfitException($"the agent may not change this host's network: run it as root or with CAP_NET_ADMIN, or use {OptionCatalogue.Backend.Flag} alloc");

        using var directory = StateDirectory.Open(options.StateDirectory);
        using var state = new StateKeeper(directory, StateLoader.LoadOrCreate(directory, options.Node, options.Pool, _logger), loggers.CreateLogger<StateKeeper>());
        var plan = await InspectHostAsync(stopping);
        await using var client = Connection.ToCoordinators(options);
        foreach (var warning in options.Warnings)
            Log.Warning(_logger, warning);
        Log.Starting(_logger, options.Node, plan.Uplink ?? "no interface", string.Join(", ", plan.PublicAddresses), string.Join(", ", options.Coordinators.Select(coordinator => coordinator.GetLeftPart(UriPartial.Authority))));

        using (var claim = options.Backend == BackendKind.AddressesOnly ? null : await HostClaim.TakeAsync(stopping))
        {
            if (claim is { IsBlind: true })
                Log.Blind(_logger);
            var looksAfterDocker = options.Docker.Mode != DockerMode.None && plan.Bridge == DockerOptions.DefaultBridge;
            foreach (var problem in await DockerCleaner.RetireAsync(state, options.Docker, looksAfterDocker, stopping))
                Log.NotRetired(_logger, problem.Message);
            using var parts = new AgentParts(options, state, plan, client, new SystemdNotifier(), loggers);
            await parts.RunAsync(stopping);
        }

        return options.ReleaseOnStop ? await ReleaseAsync(state, client) : ExitCodes.Success;
    }

    private async Task<HostPlan> InspectHostAsync(CancellationToken stopping)
    {
        using var netlink = NetlinkConnection.Open();
        return await HostInspector.InspectAsync(options, netlink, stopping);
    }

    private async Task<int> ReleaseAsync(StateKeeper state, CoordinatorClient client)
    {
        var releaser = new LeaseReleaser(state, client, options.Docker.Socket, BootClock.Instance, loggers.CreateLogger<LeaseReleaser>());
        return ReleaseCommand.ToExitCode(await releaser.ReleaseAsync("the agent was stopped", ReleasePatience, CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Error, "What an agent with other options has done with Docker is still there: {Reason}")]
        public static partial void NotRetired(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Somebody who is no agent has the name by which agents notice one another (the abstract socket @actornet-agent; ss -xlp says who): a second agent on this host would not be noticed.")]
        public static partial void Blind(ILogger logger);

        [LoggerMessage(550, LogLevel.Warning, "Note: {Warning}.")]
        public static partial void Warning(ILogger logger, string warning);

        [LoggerMessage(1, LogLevel.Information, "Node {Node} on {Interface} ({Addresses}); coordinators: {Coordinators}.")]
        public static partial void Starting(ILogger logger, Identity.NodeId node, string @interface, string addresses, string coordinators);
    }
}
