using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>A pool that was made, or could be, and what of its space the hosts of nodes have routes to. As a document it is the pool with <c>route_check</c> beside its own fields.</summary>
internal sealed class PoolCreatedReport(CreatePoolResponse response, DateTimeOffset now, string headline) : IReport
{
    private readonly PoolReport _pool = new(response.Pool, now, headline);

    public JsonNode ToJson()
    {
        var document = _pool.ToJson();
        if (response.RouteCheck is { } check)
            document["routeCheck"] = ProtoJson.ToNode(check);
        return document;
    }

    public IEnumerable<Section> ToSections() => _pool.ToSections().Concat(RouteCheckText.ToSections(response.RouteCheck));
}
