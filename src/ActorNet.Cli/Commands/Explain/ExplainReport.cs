using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Explain;

/// <summary>The facts, in the order in which they decided.</summary>
internal sealed class ExplainReport(ExplainResponse explanation) : IReport
{
    public JsonNode ToJson() => ProtoJson.ToNode(explanation);

    public IEnumerable<Section> ToSections() => [new Section.Details([.. explanation.Facts.Select(fact => (fact.Code, fact.Message))])];

    public IEnumerable<Section> ToWideSections() =>
    [
        new Section.Table(["FACT", "WHAT", "EVIDENCE"], [.. explanation.Facts.Select(fact => (string[])[fact.Code, fact.Message, Evidence.Text(fact.Metadata)])], ""),
        new Section.Line($"Revision: {explanation.Revision}"),
    ];
}
