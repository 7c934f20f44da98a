using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>A pool that is gone, as it last was.</summary>
internal sealed class PoolDeletedReport(Pool pool) : IReport
{
    public JsonNode ToJson() => ProtoJson.ToNode(pool);

    public IEnumerable<Section> ToSections() => [new Section.Line($"Pool {pool.Name} is gone. 'actornet history --pool {pool.Name}' shows what was.")];
}
