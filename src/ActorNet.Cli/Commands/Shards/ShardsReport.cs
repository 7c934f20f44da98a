using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Shards;

/// <summary>A pool's shards, one a row.</summary>
internal sealed class ShardsReport(ListShardsResponse response) : IReport
{
    /// <summary>A shard of a large pool has very many: wide, JSON and YAML have them all.</summary>
    private const int MaxBlocks = 4;

    private static readonly string[] Headers = ["SHARD", "REPLICA", "LEASES", "QUARANTINED", "EPOCH", "BLOCKS"];

    public JsonNode ToJson() => ProtoJson.ToNode(response);

    public IEnumerable<Section> ToSections() => ToSections(MaxBlocks);

    public IEnumerable<Section> ToWideSections() => [.. ToSections(int.MaxValue), new Section.Line($"Revision: {response.Revision}")];

    private IEnumerable<Section> ToSections(int maxBlocks)
    {
        yield return new Section.Table(Headers, [.. response.Shards.Select(shard => ToRow(shard, maxBlocks))], "There are no shards.");
        if (!response.ReplicasComplete)
            yield return new Section.Line("Not every replica has said in time what it runs.");
    }

    private string[] ToRow(Shard shard, int maxBlocks) =>
    [
        $"{shard.Index}",
        shard.Replica.Length > 0 ? shard.Replica : response.ReplicasComplete ? "none" : "unknown",
        $"{shard.Leases}",
        $"{shard.QuarantinedLeases}",
        $"{shard.Epoch}",
        BlockText(shard, maxBlocks),
    ];

    private static string BlockText(Shard shard, int maxBlocks)
    {
        var shown = string.Join(' ', shard.Blocks.Take(maxBlocks));
        return shard.Blocks.Count > maxBlocks ? $"{shown} and {shard.Blocks.Count - maxBlocks} more" : shown;
    }
}
