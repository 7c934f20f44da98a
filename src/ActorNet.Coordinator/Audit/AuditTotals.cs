using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Audit;

/// <summary>Adds up what an audit has looked at, check by check, in the order in which they were begun.</summary>
internal sealed class AuditTotals
{
    private readonly List<string> order = [CheckNames.Leases, CheckNames.Blocks, CheckNames.Journals, CheckNames.Shards, CheckNames.Replicas, CheckNames.Agents];
    private readonly Dictionary<string, AuditCheck> checks = new(StringComparer.Ordinal);

    public AuditTotals() => order.ForEach(name => checks.Add(name, new AuditCheck { Name = name }));

    /// <summary>The checks so far; one of which there is nothing yet has looked at 0.</summary>
    public IEnumerable<AuditCheck> Checks => order.Select(name => checks[name]);

    public void Add(CheckResult result)
    {
        var check = checks[result.Check];
        check.Examined += result.Examined;
        check.Findings += result.Findings.Count;
        check.Unknowns += result.Unknowns.Count;
    }
}
