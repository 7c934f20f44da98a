using System.Text.Json.Nodes;
using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands.Drains;

/// <summary>How far drains of a pool are, and who is left.</summary>
internal sealed class DrainReport(string pool, IReadOnlyList<DrainProgress> drains, DateTimeOffset now) : IReport
{
    private const int MostNodes = 50;
    private static readonly string[] Headers = ["NODE", "SUBNET", "STAGE", "FOR", "IN ITS WAY"];

    public JsonNode ToJson() => new JsonObject
    {
        ["pool"] = pool,
        ["drains"] = new JsonArray([.. drains.Select(ToJson)]),
    };

    public IEnumerable<Section> ToSections()
    {
        if (drains.Count == 0)
        {
            yield return new Section.Line($"Nothing of pool {pool} is being drained.");
            yield break;
        }

        foreach (var drain in drains)
        {
            yield return new Section.Details(
            [
                ("CIDR", drain.Reservation.Cidr),
                ("State", drain.State),
                ("Nodes left", $"{drain.Nodes.Count}"),
                ("Begun", drain.Reservation.CreateTime.Moment(now)),
            ]);
            if (drain.Nodes.Count > 0)
                yield return new Section.Table(Headers, [.. drain.Nodes.Take(MostNodes).Select(ToRow)], "");

            if (drain.Nodes.Count > MostNodes)
                yield return new Section.Line($"and {drain.Nodes.Count - MostNodes} more");

            if (drain.IsEmpty)
                yield return new Section.Line($"'actornet pool drain finish {pool} --cidr {drain.Reservation.Cidr}' removes it from the pool.");
        }
    }

    private static JsonNode ToJson(DrainProgress drain) => new JsonObject
    {
        ["cidr"] = drain.Reservation.Cidr,
        ["state"] = drain.State,
        ["reservation"] = ProtoJson.ToNode(drain.Reservation),
        ["nodes"] = new JsonArray([.. drain.Nodes.Select(ToJson)]),
    };

    private static JsonNode ToJson(DrainedNode node) => new JsonObject
    {
        ["nodeId"] = node.Lease.NodeId,
        ["subnet"] = node.Subnet,
        ["stage"] = Words(node.Stage),
        ["since"] = $"{node.Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}",
        ["inItsWay"] = node.InTheWay,
    };

    private string[] ToRow(DrainedNode node) =>
        [node.Lease.NodeId, node.Subnet, Words(node.Stage), Arguments.DurationText.FormatRoughly(now - node.Since), node.InTheWay];

    private static string Words(DrainStage stage) => stage switch
    {
        DrainStage.Waits => "waits",
        DrainStage.Moves => "moves",
        DrainStage.Silent => "silent",
        _ => "revoked",
    };
}
