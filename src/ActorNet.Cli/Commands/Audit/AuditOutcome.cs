using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Audit;

/// <summary>A whole audit.</summary>
/// <param name="Findings">What is not as it must be.</param>
/// <param name="Unknowns">What could not be told.</param>
/// <param name="Summary">What was looked at.</param>
internal sealed record AuditOutcome(IReadOnlyList<AuditResponse> Findings, IReadOnlyList<AuditResponse> Unknowns, AuditSummary Summary)
{
    public ExitCode Exit => Findings.Count > 0 ? AuditExit.Findings : Unknowns.Count > 0 ? AuditExit.CouldNotTell : AuditExit.Clean;
}
