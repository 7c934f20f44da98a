using System.Text.Json.Nodes;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands.Restore;

/// <summary>What a restore would do, or has done.</summary>
internal sealed class RestoreReport(RestoreSource source, RestorePlan plan, long epoch, bool opensRest, bool isDone) : IReport
{
    private static readonly string[] Headers = ["POOL", "RANGE", "NODE", "RESERVATION", "NOTE"];

    public JsonNode ToJson() => new JsonObject
    {
        ["done"] = isDone,
        ["epochsAbove"] = ProtoJson.ToNode(epoch),
        ["pools"] = new JsonArray([.. plan.Pools.Select(ToNode)]),
    };

    public IEnumerable<Section> ToSections() =>
    [
        new Section.Table(Headers, [.. plan.Pools.SelectMany(pool => pool.Steps.Select(step => ToRow(pool, step)))], "The export has no leases and no reservations."),
        .. Sentences().Select(sentence => new Section.Line(sentence)),
    ];

    /// <summary>What is about to happen, a sentence or two a line.</summary>
    public IEnumerable<string> Sentences()
    {
        if (plan.RaisesEpochs && !isDone)
            yield return $"{(plan.HasStandard ? "The unused pool default is deleted. " : "")}Epochs begin above {epoch}.";
        foreach (var pool in plan.Pools)
        {
            var (pins, rest) = (pool.Steps.Count(step => step.Reservation.NodeId.Length > 0), pool.Steps.Count(step => PoolRestore.IsRest(step.Reservation)));
            yield return $"Pool {pool.Pool.Name}: {pins} pins and {pool.Steps.Count - pins - rest} other reservations. " + (opensRest
                ? "The rest is given out: you vouch that no node believes in a lease that was granted after the export."
                : $"The rest is withheld, in {rest} ranges, until you restore once more with --open-rest: not before {DurationText.Format(pool.LongestBelief)} after the old service has ended.");
        }

        yield return $"The export was made at {source.CreateTime}. Leases that moved from one node to another since are restored for the first one.";
    }

    private JsonObject ToNode(PoolRestore pool) => new()
    {
        ["pool"] = ProtoJson.ToNode(pool.Pool),
        ["steps"] = new JsonArray([.. pool.Steps.Select(step => (JsonNode)new JsonObject
        {
            ["reservation"] = ProtoJson.ToNode(step.Reservation),
            ["explanation"] = step.Explanation,
        })]),
    };

    private static string[] ToRow(PoolRestore pool, RestoreStep step) =>
        [pool.Pool.Name, step.Reservation.Cidr, step.Reservation.NodeId.Length > 0 ? step.Reservation.NodeId : "-", step.Reservation.Name, step.Explanation];
}
