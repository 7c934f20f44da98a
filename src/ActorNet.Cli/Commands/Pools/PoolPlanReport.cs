using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>What a change would do.</summary>
internal sealed class PoolPlanReport(PoolPlan plan) : IReport
{
    private const int MostNodes = 20;
    private static readonly string[] Headers = ["CHANGES", "FROM", "TO"];

    public JsonNode ToJson() => ProtoJson.ToNode(plan);

    public IEnumerable<Section> ToSections()
    {
        yield return new Section.Table(Headers, [.. plan.Changes.Select(ToRow)], $"Nothing would change in pool {plan.Pool}.");
        if (plan.Changes.Count == 0)
            yield break;

        yield return new Section.Line("");
        foreach (var line in Renumbering())
            yield return new Section.Line(line);

        foreach (var need in plan.MoveNeeds)
            yield return new Section.Line(ToSentence(need));

        foreach (var section in RouteCheckText.ToSections(plan.RouteCheck))
            yield return section;

        yield return new Section.Line("");
        yield return new Section.Details([.. Properties().Where(property => property.Value.Length > 0)]);
    }

    private IEnumerable<string> Renumbering()
    {
        if (plan.RenumberCount == 0)
        {
            yield return "Every node keeps a subnet that the pool would give it.";
            yield break;
        }

        yield return $"{plan.RenumberCount} nodes keep subnets that the pool would not give them any more, until they are renumbered:";
        var more = plan.RenumberCount - Math.Min(plan.NodesToRenumber.Count, MostNodes);
        yield return $"  {string.Join(' ', plan.NodesToRenumber.Take(MostNodes))}{(more > 0 ? $" and {more} more" : "")}";
    }

    private static string ToSentence(MoveNeed need) =>
        $"{PoolText.Number(need.Subnets)} {(need.IsIpv6 ? "IPv6" : "IPv4")} subnets of /{need.PrefixLength} have to move; in the rest of the pool there is room for {PoolText.Number(need.Fits)}"
            + (need.IsEnough ? "." : ": NOT ENOUGH for these and all larger ones.");

    private IEnumerable<(string Name, string Value)> Properties() =>
    [
        ("IPv4 after", PoolText.Usage(plan.UsageAfter?.Ipv4)),
        ("IPv6 after", PoolText.Usage(plan.UsageAfter?.Ipv6)),
        ("Plan", plan.Id),
        ("Not yet", plan.Obstacle),
    ];

    private static string[] ToRow(PoolFieldChange change) => [change.Field, Shown(change.Before), Shown(change.After)];

    private static string Shown(string value) => value.Length > 0 ? value : "none";
}
