namespace ActorNet.Cli.Commands.Audit;

/// <summary>
/// What <c>actornet audit</c> says to its caller: it has fewer things to say than others, and a monitor is to know them apart without a table. The numbers
/// are those of the shared codes, the meanings are its own.
/// </summary>
internal static class AuditExit
{
    /// <summary>0: all was looked at, and is as it must be.</summary>
    public const ExitCode Clean = ExitCode.Ok;

    /// <summary>1: something is not as it must be, whatever else could not be told.</summary>
    public const ExitCode Findings = ExitCode.Refused;

    /// <summary>2: nothing was found, but not all could be looked at, or no coordinator answered. As for a wrong command line: nothing is known.</summary>
    public const ExitCode CouldNotTell = ExitCode.Usage;
}
