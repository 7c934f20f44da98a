using System.Text.Json.Nodes;
using ActorNet.Addressing;
using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>What is to be reserved, or was.</summary>
internal sealed class PrepareReport(IReadOnlyList<PrepareStep> steps, IReadOnlyDictionary<Prefix, string> refusals, bool isDone, bool isInForce) : IReport
{
    private static readonly string[] Headers = ["RANGE", "FOR", "ACTION", "WHY"];

    public JsonNode ToJson() => new JsonObject
    {
        ["done"] = isDone,
        ["inForce"] = isDone && isInForce,
        ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)new JsonObject
        {
            ["range"] = step.Range.ToString(),
            ["nodeId"] = step.NodeId,
            ["reservation"] = FlannelNames.Reservation(step.Range),
            ["action"] = step.Problem is null ? "RESERVE" : "CONFLICT",
            ["explanation"] = step.Problem ?? step.Reason,
            ["refusal"] = refusals.GetValueOrDefault(step.Range, ""),
        })]),
    };

    public IEnumerable<Section> ToSections() =>
    [
        new Section.Table(Headers, [.. steps.Select(ToRow)], "Everything that flanneld may give away is reserved."),
        new Section.Line(Summary()),
    ];

    private string[] ToRow(PrepareStep step) =>
    [
        step.Range.ToString(),
        step.NodeId.Length > 0 ? step.NodeId : "-",
        step.Problem is null ? "reserve" : "conflict",
        refusals.TryGetValue(step.Range, out var refusal) ? $"refused: {refusal}" : step.Problem ?? step.Reason,
    ];

    private string Summary()
    {
        var count = steps.Count(step => step.Problem is null);
        return !isDone ? $"{count} ranges would be reserved; give --yes to do it."
            : isInForce ? $"{count - refusals.Count} of {count} ranges were reserved, and are in force."
            : $"{count - refusals.Count} of {count} ranges were reserved, and are not all in force yet: 'actornet reservation list' shows who holds parts of them.";
    }
}
