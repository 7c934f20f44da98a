using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Docker;

/// <summary>What the agent says of Docker.</summary>
internal static partial class DockerLog
{
    [LoggerMessage(600, LogLevel.Information, "{File} has what the lease says now ({Subnets}); what it was is in {Backup}.")]
    public static partial void Written(ILogger logger, string file, string subnets, string backup);

    [LoggerMessage(601, LogLevel.Warning, "Docker's subnet is changed to {Subnets}: {Step}.")]
    public static partial void Step(ILogger logger, string subnets, string step);

    [LoggerMessage(602, LogLevel.Information, "Docker was restarted for {Subnets}.")]
    public static partial void Done(ILogger logger, string subnets);

    [LoggerMessage(603, LogLevel.Error, "The container {Container} was stopped for the change and does not start: {Reason}")]
    public static partial void NotStarted(ILogger logger, string container, string reason);

    [LoggerMessage(604, LogLevel.Error, "The change of Docker's subnet has failed: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(605, LogLevel.Information, "Docker is to change to {Subnets}, but not yet: {Reason}.")]
    public static partial void Waiting(ILogger logger, string subnets, string reason);

    [LoggerMessage(606, LogLevel.Warning, "Docker does not restart: {Reason}")]
    public static partial void NotRestarted(ILogger logger, string reason);

    [LoggerMessage(607, LogLevel.Error, "What was done with Docker cannot be written down, so it is not done: {Reason}")]
    public static partial void NotSaved(ILogger logger, string reason);

    [LoggerMessage(608, LogLevel.Debug, "Docker's engine cannot be read: {Reason}")]
    public static partial void NotRead(ILogger logger, string reason);
}
