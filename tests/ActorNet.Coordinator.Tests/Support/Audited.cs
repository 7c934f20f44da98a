using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>A whole audit.</summary>
public sealed record Audited(IReadOnlyList<AuditResponse> Findings, IReadOnlyList<AuditResponse> Unknowns, AuditSummary Summary)
{
    public static async Task<Audited> ByAsync(CoordinatorClient client, AuditRequest request)
    {
        var (findings, unknowns) = (new List<AuditResponse>(), new List<AuditResponse>());
        AuditSummary? summary = null;
        using var call = client.Cluster.Audit(request, cancellationToken: TestContext.Current.CancellationToken);
        await foreach (var response in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.Null(summary);
            (response.Kind switch { AuditResponseKind.Finding => findings, AuditResponseKind.Unknown => unknowns, _ => [] }).Add(response);
            summary = response.Summary;
        }

        Assert.NotNull(summary);
        Assert.Equal((findings.Count, unknowns.Count), (summary.Checks.Sum(check => check.Findings), summary.Checks.Sum(check => check.Unknowns)));
        return new Audited(findings, unknowns, summary);
    }

    public long Examined(string check) => Summary.Checks.Single(candidate => candidate.Name == check).Examined;

    /// <summary>Everything that is not as it must be, for a test that fails.</summary>
    public override string ToString() => string.Join('\n', Findings.Concat(Unknowns).Select(response => $"{response.Kind} {response.Code}: {response.Message}"));
}
