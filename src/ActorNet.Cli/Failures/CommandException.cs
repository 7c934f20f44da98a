namespace ActorNet.Cli.Failures;

/// <summary>Ends a command with a failure that it found out itself.</summary>
internal sealed class CommandException(CommandFailure failure) : Exception(failure.Message)
{
    public CommandFailure Failure { get; } = failure;
}
