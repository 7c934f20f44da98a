using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Audit;

/// <summary>What an audit found, what it could not tell, and what it looked at.</summary>
internal sealed class AuditReport(AuditOutcome outcome) : IReport
{
    private static readonly string[] Headers = ["CHECK", "EXAMINED", "FINDINGS", "COULD NOT TELL"];

    public JsonNode ToJson() => new JsonObject
    {
        ["findings"] = ToArray(outcome.Findings),
        ["unknowns"] = ToArray(outcome.Unknowns),
        ["summary"] = ProtoJson.ToNode(outcome.Summary),
    };

    public IEnumerable<Section> ToSections() => ToSections(withEvidence: false);

    public IEnumerable<Section> ToWideSections() => ToSections(withEvidence: true);

    private IEnumerable<Section> ToSections(bool withEvidence) =>
    [
        .. outcome.Findings.SelectMany(finding => ToLines("FINDING", finding, withEvidence)),
        .. outcome.Unknowns.SelectMany(unknown => ToLines("COULD NOT TELL", unknown, withEvidence)),
        new Section.Table(Headers, [.. outcome.Summary.Checks.Select(ToRow)], ""),
        new Section.Line(Conclusion()),
    ];

    private static IEnumerable<Section> ToLines(string what, AuditResponse response, bool withEvidence)
    {
        yield return new Section.Line($"{what} {response.Code}: {response.Message}");
        if (response.Proposal.Length > 0)
            yield return new Section.Line($"  proposal: {response.Proposal}");

        if (withEvidence && response.Metadata.Count > 0)
            yield return new Section.Line($"  evidence: {Evidence.Text(response.Metadata)}");
    }

    private string Conclusion()
    {
        var what = (outcome.Findings.Count, outcome.Unknowns.Count) switch
        {
            (0, 0) => "Clean",
            (0, var unknowns) => $"Nothing found, but {unknowns} could not be told",
            (var findings, 0) => $"Findings: {findings}",
            var (findings, unknowns) => $"Findings: {findings}, and {unknowns} could not be told",
        };
        return $"{what}; audited by {outcome.Summary.Replica} at revision {outcome.Summary.Revision} in {outcome.Summary.Duration.Roughly()}.";
    }

    private static string[] ToRow(AuditCheck check) => [check.Name, $"{check.Examined}", $"{check.Findings}", $"{check.Unknowns}"];

    private static JsonArray ToArray(IEnumerable<AuditResponse> responses) => new([.. responses.Select(response => new JsonObject
    {
        ["code"] = response.Code,
        ["message"] = response.Message,
        ["proposal"] = response.Proposal,
        ["metadata"] = new JsonObject(response.Metadata
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    })]);
}
