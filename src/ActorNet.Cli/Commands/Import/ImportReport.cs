using System.Text.Json.Nodes;
using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands.Import;

/// <summary>What an import would do, or has done, subnet by subnet.</summary>
/// <param name="steps">The steps.</param>
/// <param name="isDone">Whether it was done.</param>
/// <param name="refusals">Why the service refused a step, by the step's reservation.</param>
internal sealed class ImportReport(IReadOnlyList<ImportStep> steps, bool isDone, IReadOnlyDictionary<string, string> refusals) : IReport
{
    private static readonly string[] Headers = ["SUBNET", "NODE", "FROM", "ACTION", "WHY"];

    public JsonNode ToJson() => new JsonObject
    {
        ["done"] = isDone,
        ["steps"] = new JsonArray([.. steps.Select(ToNode)]),
    };

    public IEnumerable<Section> ToSections() =>
    [
        new Section.Table(Headers, [.. steps.Select(ToRow)], "The source has no subnets."),
        new Section.Line(Summary()),
    ];

    private JsonObject ToNode(ImportStep step) => new()
    {
        ["subnet"] = step.Imported.Subnet.ToString(),
        ["nodeId"] = step.Imported.NodeId ?? "",
        ["origin"] = step.Imported.Origin,
        ["reservation"] = step.ReservationName,
        ["action"] = step.Kind.ToString().ToUpperInvariant(),
        ["explanation"] = step.Explanation,
        ["refusal"] = refusals.GetValueOrDefault(step.ReservationName, ""),
    };

    private string[] ToRow(ImportStep step) =>
    [
        step.Imported.Subnet.ToString(),
        step.Imported.NodeId ?? "-",
        step.Imported.Origin,
        step.Kind.ToString().ToLowerInvariant(),
        refusals.TryGetValue(step.ReservationName, out var refusal) ? $"refused: {refusal}" : step.Explanation,
    ];

    private string Summary()
    {
        var changes = steps.Where(step => step.Kind is ImportStepKind.Reserve or ImportStepKind.Delete).ToList();
        var conflicts = steps.Count(step => step.Kind == ImportStepKind.Conflict);
        var conflictText = conflicts > 0 ? $" {conflicts} cannot be imported." : "";
        return isDone
            ? $"{changes.Count(step => !refusals.ContainsKey(step.ReservationName))} of {changes.Count} changes were made.{conflictText}"
            : $"{changes.Count} changes would be made; give --yes to make them.{conflictText}";
    }
}
