using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Attesting;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.Attesting;

public sealed class ForeignRoutesTests
{
    private const RouteProtocol Own = (RouteProtocol)74;

    [Fact]
    public void What_is_the_agents_or_on_its_bridge_or_says_nothing_of_any_space_is_left_out()
    {
        Route[] routes =
        [
            To("0.0.0.0/0"), To("0.0.0.0/1"), To("128.0.0.0/1"), To("::/0"), To("2000::/3"),
            To("169.254.0.0/16"), To("fe80::/64"), To("ff00::/8"),
            To("10.244.7.0/24") with { Protocol = Own },
            To("10.244.1.0/24") with { LinkIndex = 5 },
            To("10.0.0.0/24") with { LinkIndex = 2, Protocol = RouteProtocol.Kernel },
            To("10.96.0.0/12") with { Type = RouteType.Blackhole },
            To("fd00:7::/32"),
        ];

        Assert.Equal(["10.0.0.0/24", "10.96.0.0/12", "fd00:7::/32"], Texts(routes, 5));
    }

    [Fact]
    public void Two_halves_are_told_as_their_whole_and_what_is_inside_of_another_stays()
    {
        Assert.Equal(
            ["10.0.0.0/22", "10.0.5.0/24", "172.16.0.0/12", "172.16.5.0/24"],
            Texts([To("10.0.1.0/24"), To("10.0.0.0/24"), To("10.0.2.0/23"), To("10.0.5.0/24"), To("172.16.0.0/12"), To("172.16.5.0/24"), To("172.16.5.0/24") with { Metric = 7 }]));
    }

    [Fact]
    public void Where_there_are_too_many_those_inside_of_others_go_first_and_then_the_smallest()
    {
        var wide = Prefix.Parse("10.0.0.0/8");
        var inside = Enumerable.Range(0, 20).Select(index => Prefix.Parse($"10.{index * 2}.0.0/24")).ToList();
        var apart = Enumerable.Range(0, 20).Select(index => Prefix.Parse($"172.16.{index * 2}.0/24")).ToList();

        var (covered, noneLeftOut) = ForeignRoutes.Bound([wide, .. inside]);
        var (told, leftOut) = ForeignRoutes.Bound([wide, .. inside, .. apart]);

        Assert.Equal([wide], covered);
        Assert.Equal(0, noneLeftOut);
        Assert.Equal((16, 5), (told.Length, leftOut));
        Assert.Contains(wide, told);
    }

    private static Route To(string destination) => new() { Destination = IPNetwork.Parse(destination), LinkIndex = 3 };

    private static IEnumerable<string> Texts(Route[] routes, int bridge = 0) => ForeignRoutes.Of(routes, Own, bridge).Select(route => route.ToString());
}
