using ActorNet.Client.Endpoints;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Failures;

/// <summary>Why a command did not do what was asked, in the form in which it is told.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Reason">A stable code: an <c>ErrorReason</c> of the contract, a gRPC status, <c>USAGE</c> or <c>DECLINED</c>.</param>
/// <param name="Message">What was given, what is wrong, what would be right.</param>
internal sealed record CommandFailure(ExitCode Exit, string Reason, string Message)
{
    /// <summary>The single things that are wrong, each with its field or option.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    /// <summary>What happened at each address, where more than one was tried.</summary>
    public IReadOnlyList<EndpointFailure> Endpoints { get; init; } = [];

    /// <summary>The facts behind the reason, as the contract documents them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>When asking again makes sense; null when waiting does not help.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>What to do now. Empty: the message says it.</summary>
    public string Advice { get; init; } = "";

    /// <summary>The command line, or a file that it names, is wrong in one or more ways; nothing was sent.</summary>
    public static CommandFailure Usage(params IReadOnlyList<FieldViolation> mistakes) => mistakes is [var only]
        ? new CommandFailure(ExitCode.Usage, "USAGE", only.Field.Length > 0 ? $"{only.Field}: {only.Description}" : only.Description)
        : new CommandFailure(ExitCode.Usage, "USAGE", $"there are {mistakes.Count} mistakes") { Violations = mistakes };
}
