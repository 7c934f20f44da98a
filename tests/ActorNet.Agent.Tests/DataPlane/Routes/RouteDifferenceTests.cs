using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.DataPlane.Routes;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane.Routes;

public sealed class RouteDifferenceTests
{
    private const RouteProtocol Ours = (RouteProtocol)74;
    private const int Uplink = 2;
    private const int Tunnel = 5;

    private static readonly DesiredRoute Wanted = new(Prefix.Parse("10.244.2.0/24"), IPAddress.Parse("10.77.0.2"));

    [Fact]
    public void Nothing_is_done_where_all_is_right() => AssertChanges(Compare(Desired(Wanted), Kernel(Route("10.244.2.0/24", "10.77.0.2"))));

    [Fact]
    public void A_route_through_a_tunnel_is_on_its_link()
    {
        var wanted = new DesiredRoute(Prefix.Parse("10.244.2.0/24"), IPAddress.Parse("10.244.2.0"), Way.OverIPv4);
        var right = Route("10.244.2.0/24", "10.244.2.0") with { LinkIndex = Tunnel };

        AssertChanges(Compare(Desired(wanted), Kernel(right)));
        var change = Assert.Single(Compare(Desired(wanted), Kernel(Route("10.244.2.0/24", "10.77.0.2"))).Changes);
        Assert.Equal("route replace 10.244.2.0/24 via 10.244.2.0 dev 5 proto 74 onlink", change.Request.ToString());
    }

    [Fact]
    public void A_missing_route_is_added_so_that_it_cannot_replace_one_unseen() =>
        AssertChanges(Compare(Desired(Wanted), Kernel()), "route add");

    [Fact]
    public void A_route_of_ours_with_another_gateway_is_replaced_in_one_step() =>
        AssertChanges(Compare(Desired(Wanted), Kernel(Route("10.244.2.0/24", "10.77.0.22"))), "route replace");

    [Fact]
    public void A_second_route_of_ours_to_the_same_prefix_is_deleted() => AssertChanges(
        Compare(Desired(Wanted), Kernel(Route("10.244.2.0/24", "10.77.0.2"), Route("10.244.2.0/24", "10.77.0.22") with { Metric = 7 })),
        "route delete");

    [Fact]
    public void A_stale_route_of_ours_is_deleted_once_all_nodes_are_known()
    {
        var kernel = Kernel(Route("10.244.9.0/24", "10.77.0.9"));

        AssertChanges(Compare(Desired(), kernel), "route delete");
        AssertChanges(Compare(Desired(), kernel, areAll: false));
    }

    [Fact]
    public void Foreign_routes_are_never_touched()
    {
        var foreign = new[] { Route("10.244.9.0/24", "10.77.0.9", RouteProtocol.Static), Route("10.244.2.0/24", "10.77.0.8", RouteProtocol.Boot) with { Metric = 50 } };
        var difference = Compare(Desired(Wanted), Kernel(foreign));

        Assert.Empty(difference.Changes);
        Assert.Contains("10.244.2.0/24", Assert.Single(difference.Conflicts).Message);
    }

    [Fact]
    public void Ours_makes_way_for_a_foreign_route_to_the_same_prefix()
    {
        var kernel = Kernel(Route("10.244.2.0/24", "10.77.0.2"), Route("10.244.2.0/24", "10.77.0.8", RouteProtocol.Static) with { Metric = 50 });

        var change = Assert.Single(Compare(Desired(Wanted), kernel).Changes);

        Assert.Equal("route delete", change.Request.Verb);
        Assert.Equal(Ours, Assert.IsType<Route>(change.Request.Subject).Protocol);
    }

    [Fact]
    public void When_there_should_be_none_all_routes_of_ours_go_and_nothing_else() => AssertChanges(
        Compare(
            [],
            Kernel(Route("10.244.2.0/24", "10.77.0.2"), Route("10.9.0.0/16", "10.77.0.1", RouteProtocol.Static))),
        "route delete");

    [Fact]
    public void Without_the_uplink_routes_wait_and_it_is_reported()
    {
        var difference = Compare(Desired(Wanted), Kernel(), links: default(LinkIndexes));

        Assert.Empty(difference.Changes);
        Assert.Equal("uplink", Assert.Single(difference.Conflicts).Subject);
        Assert.Equal(1, difference.Blocked);
    }

    [Fact]
    public void A_mapped_destination_in_the_table_does_no_harm() =>
        AssertChanges(Compare(Desired(), Kernel(new Route { Destination = IPNetwork.Parse("::ffff:0.0.0.0/96"), Type = RouteType.Unreachable })));

    private static Dictionary<IPNetwork, DesiredRoute> Desired(params DesiredRoute[] routes) => routes.ToDictionary(route => route.Destination.ToIPNetwork());

    private static Difference Compare(Dictionary<IPNetwork, DesiredRoute> desired, Route[] kernel, LinkIndexes? links = null, bool areAll = true)
    {
        var difference = new Difference();
        RouteDifference.Find(desired, areAll, kernel, links ?? new LinkIndexes(Uplink, Tunnel), Ours, difference);
        return difference;
    }

    private static Route[] Kernel(params Route[] routes) => routes;

    private static Route Route(string destination, string gateway, RouteProtocol protocol = Ours) => new()
    {
        Destination = IPNetwork.Parse(destination),
        Gateway = IPAddress.Parse(gateway),
        LinkIndex = Uplink,
        Protocol = protocol,
        Scope = RouteScope.Universe,
    };

    private static void AssertChanges(Difference difference, params string[] verbs)
    {
        Assert.Empty(difference.Conflicts);
        Assert.Equal(verbs, difference.Changes.Select(change => string.Join(' ', change.Request.Verb.Split(' ').Take(2))));
    }
}
