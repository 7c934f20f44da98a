using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Commands;

/// <summary><c>actornet-agent release</c>: ends this node's lease for good and removes what the agent made.</summary>
internal static partial class ReleaseCommand
{
    /// <summary>A release is not worth coming back for: coordinators that fail over, or a machine that is busy, are waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Does it.</summary>
    /// <exception cref="StateInUseException">The daemon runs.</exception>
    /// <exception cref="HostInUseException">Another one, with another state directory, sets up this host's network.</exception>
    public static async Task<int> RunAsync(AgentOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger(typeof(ReleaseCommand).FullName!);
        using var directory = StateDirectory.Open(options.StateDirectory);
        if (StateLoader.TryLoad(directory, logger) is not { } saved)
        {
            Log.NoState(logger, options.StateDirectory);
            return ExitCodes.Success;
        }

        using var state = new StateKeeper(directory, saved, loggers.CreateLogger<StateKeeper>());
        await using var client = Connection.ToCoordinators(options);
        var releaser = new LeaseReleaser(state, client, options.Docker.Socket, BootClock.Instance, loggers.CreateLogger<LeaseReleaser>());
        var outcome = await releaser.ReleaseAsync("released by the node's operator", Patience, cancellationToken);
        if (!outcome.IsAnswered)
            Log.Unanswered(logger);
        return ToExitCode(outcome);
    }

    public static int ToExitCode(ReleaseOutcome outcome) =>
        !outcome.HostIsClean ? ExitCodes.Failure
        : outcome.IsAnswered ? ExitCodes.Success
        : ExitCodes.ReleaseUnanswered;

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information, "There is no state in {Directory}: no lease to end, nothing to remove.")]
        public static partial void NoState(ILogger logger, string directory);

        [LoggerMessage(11, LogLevel.Warning, "No coordinator has answered: what was on this host is gone, the lease ends by itself. Run the command again to end it at once.")]
        public static partial void Unanswered(ILogger logger);
    }
}
