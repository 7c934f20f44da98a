using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Routes;

namespace ActorNet.Coordinator.Tests.Routes;

public sealed class RouteReportTests
{
    private static readonly Prefix[] Cidrs = [Prefix.Parse("10.0.0.0/15"), Prefix.Parse("fd00::/48")];

    [Fact]
    public void A_route_overlaps_whether_it_is_inside_of_the_space_or_around_it()
    {
        var found = RouteFinder.Find([Told("a", 1, "10.1.7.0/24", "172.16.0.0/12"), Told("b", 2, "10.0.0.0/8", "fd00::/16")], [Prefix.Parse("10.1.0.0/16"), Cidrs[1]]);

        Assert.Equal(
            [("a", "10.1.7.0/24", "10.1.0.0/16"), ("b", "10.0.0.0/8", "10.1.0.0/16"), ("b", "fd00::/16", "fd00::/48")],
            found.Sightings.Select(sighting => (sighting.Node, sighting.Route, sighting.Range)));
        Assert.Equal((3, 2, 0), (found.Count, found.NodesKnown, found.NodesCut));
    }

    [Fact]
    public void The_CIDR_that_is_named_is_the_pools_and_not_the_part_that_it_gains()
    {
        var found = RouteFinder.Find([Told("a", 1, "10.1.7.0/24")], [Prefix.Parse("10.1.0.0/16")]);

        var overlap = Assert.Single(RouteReport.Of(Cidrs, [found], 1, []).Overlaps);

        Assert.Equal(("10.0.0.0/15", "10.1.7.0/24", "a", "default"), (overlap.Cidr, overlap.Route, overlap.NodeId, overlap.Pool));
    }

    [Fact]
    public void What_a_node_told_last_counts_whichever_replica_heard_it()
    {
        var before = RouteFinder.Find([Told("a", 50, "10.1.7.0/24", "10.1.8.0/24")], Cidrs);
        var after = RouteFinder.Find([Told("a", 5, "10.1.8.0/24")], Cidrs);

        Assert.Equal(["10.1.8.0/24"], RouteReport.Of(Cidrs, [before, after], 1, []).Overlaps.Select(overlap => overlap.Route));
    }

    [Fact]
    public void More_than_a_report_names_are_counted()
    {
        var told = Enumerable.Range(0, 1500).Select(index => Told($"n{index:d4}", 1, "10.1.7.0/24")).ToList();

        var report = RouteReport.Of(Cidrs, [RouteFinder.Find(told, Cidrs)], 1500, []);

        Assert.Equal((100, 1500, "n0000"), (report.Overlaps.Count, report.OverlapCount, report.Overlaps[0].NodeId));
    }

    [Fact]
    public void What_was_not_seen_is_said()
    {
        var known = RouteFinder.Find([(new ToldRoutes(PoolName.Default, new NodeId("a"), [], LeftOut: 3), TimeSpan.Zero)], Cidrs);

        var report = RouteReport.Of(Cidrs, [known], leases: 5, ["the replica x: it cannot be reached"]);

        Assert.Equal(3, report.Unseen.Count);
        Assert.Equal("the replica x: it cannot be reached", report.Unseen[0]);
        Assert.StartsWith("4 of 5 nodes", report.Unseen[1], StringComparison.Ordinal);
        Assert.StartsWith("some routes of 1 nodes", report.Unseen[2], StringComparison.Ordinal);
        Assert.Empty(RouteReport.Of(Cidrs, [RouteFinder.Find([Told("a", 1)], Cidrs)], leases: 1, []).Unseen);
    }

    private static (ToldRoutes Routes, TimeSpan Age) Told(string node, int seconds, params string[] routes) =>
        (new ToldRoutes(PoolName.Default, new NodeId(node), [.. routes.Select(Prefix.Parse)], LeftOut: 0), TimeSpan.FromSeconds(seconds));
}
