using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Audit;

/// <summary>Findings in the words of the contract.</summary>
internal static class AuditMessages
{
    public static readonly AuditResponse Progress = new() { Kind = AuditResponseKind.Progress };

    public static IEnumerable<AuditResponse> From(CheckResult result) =>
        result.Findings.Select(finding => From(finding, AuditResponseKind.Finding))
            .Concat(result.Unknowns.Select(unknown => From(unknown, AuditResponseKind.Unknown)));

    private static AuditResponse From(Finding finding, AuditResponseKind kind) => new()
    {
        Kind = kind,
        Code = finding.Code,
        Message = finding.Message,
        Proposal = finding.Proposal,
        Metadata = { finding.Metadata.ToDictionary(StringComparer.Ordinal) },
    };
}
