using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Commands;

/// <summary>
/// <c>actornet-agent cleanup</c>: removes from this host what the agent made, and nothing else. The lease stays: an agent that is started again sets the host up anew
/// with it, and <c>actornet-agent release</c> ends it as well.
/// </summary>
internal static partial class CleanupCommand
{
    /// <summary>Does it.</summary>
    /// <exception cref="StateInUseException">The daemon runs.</exception>
    /// <exception cref="HostInUseException">Another agent sets up this host's network.</exception>
    /// <exception cref="IOException">What was removed cannot be written down.</exception>
    public static async Task<int> RunAsync(AgentOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger(typeof(CleanupCommand).FullName!);
        using var directory = StateDirectory.Open(options.StateDirectory);
        if (StateLoader.TryLoad(directory, logger) is not { } state)
        {
            Log.NoState(logger, options.StateDirectory);
            return ExitCodes.Success;
        }

        using var claim = await HostRemoval.ClaimAsync(state, cancellationToken);
        var problems = await HostRemoval.RemoveAsync(state, options.Docker.Socket, claim, cancellationToken);
        foreach (var problem in problems)
            Log.NotRemoved(logger, problem.Message);
        if (problems.Count > 0)
            return ExitCodes.Failure;

        directory.Save(state.OffTheHost());
        Log.Removed(logger);
        if (state.Lease is { } saved)
            Log.LeaseStays(logger, saved.Lease.ToString());
        return ExitCodes.Success;
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Information, "There is no state in {Directory}: nothing is known to be the agent's.")]
        public static partial void NoState(ILogger logger, string directory);

        [LoggerMessage(21, LogLevel.Error, "Not removed: {Reason}")]
        public static partial void NotRemoved(ILogger logger, string reason);

        [LoggerMessage(22, LogLevel.Information, "What the agent made on this host is removed.")]
        public static partial void Removed(ILogger logger);

        [LoggerMessage(23, LogLevel.Information, "The lease {Lease} stays; actornet-agent release ends it.")]
        public static partial void LeaseStays(ILogger logger, string lease);
    }
}
