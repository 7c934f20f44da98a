using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.History;

/// <summary>What happened, one entry a row.</summary>
internal sealed class HistoryReport(ListHistoryResponse history, bool hasMore) : IReport
{
    private static readonly string[] Headers = ["TIME", "REVISION", "WHAT", "POOL", "NODE", "SUBNETS", "EPOCH", "BY", "REASON"];

    public JsonNode ToJson() => ProtoJson.ToNode(history);

    public IEnumerable<Section> ToSections()
    {
        yield return new Section.Table(Headers, [.. history.Entries.Select(ToRow)], "Nothing of the kind happened.");
        if (hasMore)
            yield return new Section.Line("Older entries are not shown: give a higher --limit.");
        else if (history.KnownSinceTime is { } since)
            yield return new Section.Line($"Not everything from before {since.Utc()} is known any more.");
    }

    public IEnumerable<Section> ToWideSections() =>
    [
        new Section.Table(
            [.. Headers, "GENERATION", "REQUEST"],
            [.. history.Entries.Select(entry => (string[])[.. ToRow(entry), entry.PoolGeneration > 0 ? $"{entry.PoolGeneration}" : "", entry.RequestId])],
            "Nothing of the kind happened."),
        .. ToSections().Skip(1),
        new Section.Line($"Revision: {history.Revision}"),
    ];

    private static string[] ToRow(HistoryEntry entry) =>
    [
        entry.Time.Utc(),
        $"{entry.Revision}",
        entry.Kind,
        HistoryText.Pool(entry.Pool, entry.PoolGeneration),
        entry.NodeId,
        string.Join(' ', entry.Subnets),
        entry.Epoch > 0 ? $"{entry.Epoch}" : "",
        HistoryText.By(entry.Actor, entry.RequestId),
        entry.Reason,
    ];
}
