using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>What the hosts of nodes have routes to of space that a pool gets, for people.</summary>
internal static class RouteCheckText
{
    private const int MostOverlaps = 20;
    private static readonly string[] Headers = ["CIDR", "ROUTE", "NODE", "POOL"];

    /// <summary>Nothing where nothing was to be looked for.</summary>
    public static IEnumerable<Section> ToSections(RouteCheck? check)
    {
        if (check is null)
            yield break;

        yield return new Section.Line("");
        if (check.OverlapCount > 0)
        {
            yield return new Section.Line("Hosts have routes of their own to the new space; packets to it may go another way there:");
            yield return new Section.Table(Headers, [.. check.Overlaps.Take(MostOverlaps).Select(ToRow)], "");
            if (check.OverlapCount > MostOverlaps)
                yield return new Section.Line($"and {check.OverlapCount - Math.Min(MostOverlaps, check.Overlaps.Count)} more");
        }
        else
        {
            yield return new Section.Line(
                check.NodesKnown > 0 ? $"No route that {check.NodesKnown} nodes have told leads to the new space." : "No node has told its routes.");
        }

        foreach (var unseen in check.Unseen)
            yield return new Section.Line($"Not looked at: {unseen}.");
    }

    private static string[] ToRow(RouteOverlap overlap) => [overlap.Cidr, overlap.Route, overlap.NodeId, overlap.Pool];
}
