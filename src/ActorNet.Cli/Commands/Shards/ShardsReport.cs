using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Shards;

/// <summary>A pool's shards, one a row.</summary>
internal sealed class ShardsReport(ListShardsResponse response) : IReport
{
    /// <summary>A shard of a large pool has very many: JSON has them all.</summary>
    private const int MaxBlocks = 4;

    private static readonly string[] Headers = ["SHARD", "REPLICA", "LEASES", "QUARANTINED", "EPOCH", "BLOCKS"];

    public JsonNode ToJson() => ProtoJson.ToNode(response);

    public IEnumerable<Section> ToSections()
    {
        yield return new Section.Table(Headers, [.. response.Shards.Select(ToRow)], "There are no shards.");
        if (!response.ReplicasComplete)
            yield return new Section.Line("Not every replica has said in time what it runs.");
    }

    private string[] ToRow(Shard shard) =>
    [
        $"{shard.Index}",
        shard.Replica.Length > 0 ? shard.Replica : response.ReplicasComplete ? "none" : "unknown",
        $"{shard.Leases}",
        $"{shard.QuarantinedLeases}",
        $"{shard.Epoch}",
        BlockText(shard),
    ];

    private static string BlockText(Shard shard)
    {
        var shown = string.Join(' ', shard.Blocks.Take(MaxBlocks));
        return shard.Blocks.Count > MaxBlocks ? $"{shown} and {shard.Blocks.Count - MaxBlocks} more" : shown;
    }
}
