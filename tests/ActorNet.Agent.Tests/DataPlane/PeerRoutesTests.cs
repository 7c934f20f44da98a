using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;

namespace ActorNet.Agent.Tests.DataPlane;

public sealed class PeerRoutesTests
{
    private static readonly HeldLease Lease = new(
        "default",
        [Prefix.Parse("10.244.1.0/24"), Prefix.Parse("fd78:0:0:1::/64")],
        new Epoch(1),
        TimeSpan.FromHours(24),
        [Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd78::/48")]);

    [Fact]
    public void A_peer_gets_a_route_per_family_via_its_address_of_that_family() => Assert.Equal(
        ["10.244.2.0/24 via 10.77.0.2", "fd78:0:0:2::/64 via fd77::2"],
        Routes(out _, Peer("n2", "10.77.0.2", "fd77::2", "10.244.2.0/24", "fd78:0:0:2::/64")));

    [Fact]
    public void A_peer_that_moves_gets_a_route_to_each_of_its_subnets() => Assert.Equal(
        ["10.244.60.0/24 via 10.77.0.2", "10.244.2.0/24 via 10.77.0.2"],
        Routes(out _, Peer("n2", "10.77.0.2", null, "10.244.60.0/24", "10.244.2.0/24")));

    [Fact]
    public void This_node_and_nodes_of_other_backends_get_none()
    {
        Assert.Empty(Routes(
            out var refusals,
            Peer("n1", "10.77.0.1", null, "10.244.1.0/24"),
            Peer("n2", "10.77.0.2", null, "10.244.2.0/24") with { IsHostGateway = false }));
        Assert.Empty(refusals);
    }

    [Theory]
    [InlineData("10.99.2.0/24", "10.77.0.2", "outside the pool")]
    [InlineData("10.244.0.0/15", "10.77.0.2", "outside the pool")]
    [InlineData("10.244.1.128/25", "10.77.0.2", "overlaps this node's own")]
    [InlineData("10.244.0.0/16", "10.77.0.2", "overlaps this node's own")]
    [InlineData("10.244.2.0/24", null, "no public IPv4 address")]
    [InlineData("10.244.2.0/24", "10.244.3.1", "inside the cluster network")]
    [InlineData("10.244.2.0/24", "10.77.0.1", "this node's own")]
    public void What_cannot_be_right_is_refused_and_named(string subnet, string? address, string reason)
    {
        Assert.Empty(Routes(out var refusals, Peer("n2", address, null, subnet)));

        Assert.Contains(reason, Assert.Single(refusals).Message);
    }

    private static IEnumerable<string> Routes(out IReadOnlyList<Problem> refusals, params Peer[] peers)
    {
        var plan = new HostPlan(Node("n1"), BackendKind.HostGateway, "eth0", [IPAddress.Parse("10.77.0.1")], "docker0", 1500, 74, null, null);
        var routes = PeerRoutes.From(Lease, new PeerView(true, [.. peers]), plan, out var found);
        refusals = found;
        return routes.Select(route => $"{route.Destination} via {route.Gateway}");
    }

    private static Peer Peer(string node, string? ipv4, string? ipv6, params string[] subnets) => new(
        Node(node), new Epoch(2), [.. subnets.Select(Prefix.Parse)], ipv4 is null ? null : IPAddress.Parse(ipv4), ipv6 is null ? null : IPAddress.Parse(ipv6), true);

    private static NodeId Node(string text) => NodeId.TryParse(text, out var id) ? id : throw new InvalidOperationException(text);
}
