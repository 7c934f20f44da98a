using System.Net;
using System.Net.Sockets;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Routes;

public sealed class RouteTests : NamespaceTest
{
    private const RouteProtocol Own = (RouteProtocol)201;

    private Link uplink = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        uplink = await UplinkAsync();
    }

    private Route V4 => new()
    {
        Destination = IPNetwork.Parse("10.244.2.0/24"),
        Gateway = IPAddress.Parse("192.0.2.2"),
        LinkIndex = uplink.Index,
        Protocol = Own,
        Scope = RouteScope.Universe,
    };

    private Route V6 => new()
    {
        Destination = IPNetwork.Parse("2001:db8:2::/64"),
        Gateway = IPAddress.Parse("2001:db8::2"),
        LinkIndex = uplink.Index,
        Protocol = Own,
        Scope = RouteScope.Universe,
        Metric = 50,
    };

    [Fact]
    public async Task Routes_that_are_added_are_shown_by_ip()
    {
        await Connection.AddRouteAsync(
            V4 with { Metric = 5, Source = IPAddress.Parse("192.0.2.1"), Mtu = 1400, TypeOfService = 0x10 }, Cancel);
        await Connection.AddRouteAsync(V6, Cancel);

        var v4 = Assert.Single(await Host.ShowAsync("route show 10.244.2.0/24"));
        Assert.Equal(
            ("10.244.2.0/24", "192.0.2.2", "br0", "201", "5"),
            (v4.Text("dst"), v4.Text("gateway"), v4.Text("dev"), v4.Text("protocol"), v4.Text("metric")));
        Assert.Equal(
            ("192.0.2.1", "global", "unicast", "0x10"),
            (v4.Text("prefsrc"), v4.Text("scope"), v4.Text("type"), v4.Text("tos")));
        Assert.Equal(1400, v4.GetProperty("metrics")[0].GetProperty("mtu").GetInt32());
        var v6 = Assert.Single(await Host.ShowAsync("-6 route show 2001:db8:2::/64"));
        Assert.Equal(
            ("2001:db8:2::/64", "2001:db8::2", "br0", "201", "50"),
            (v6.Text("dst"), v6.Text("gateway"), v6.Text("dev"), v6.Text("protocol"), v6.Text("metric")));
    }

    [Fact]
    public async Task Routes_that_ip_adds_are_listed()
    {
        await Host.IpAsync("route add 10.244.2.0/24 via 192.0.2.2 proto 201 metric 9 src 192.0.2.1 mtu 1300");
        await Host.IpAsync("route add default via 192.0.2.3 proto 201");
        await Host.IpAsync("route add 198.51.100.0/24 dev br0 proto 201");
        await Host.IpAsync("-6 route add 2001:db8:2::/64 via 2001:db8::2 proto 201 metric 50");

        Assert.Equal(
            new HashSet<Route>
            {
                V4 with { Metric = 9, Source = IPAddress.Parse("192.0.2.1"), Mtu = 1300 },
                V4 with { Destination = IPNetwork.Parse("0.0.0.0/0"), Gateway = IPAddress.Parse("192.0.2.3") },
                V4 with { Destination = IPNetwork.Parse("198.51.100.0/24"), Gateway = null, Scope = RouteScope.Link },
                V6,
            },
            (await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel)).Select(Settled).ToHashSet());
    }

    [Fact]
    public async Task A_route_read_back_equals_the_one_that_was_added()
    {
        await Connection.AddRouteAsync(V4, Cancel);
        await Connection.AddRouteAsync(V6, Cancel);

        var listed = await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel);

        Assert.Equal([V4, V6], listed.Select(Settled));
    }

    [Theory]
    [InlineData(RouteType.Blackhole, "blackhole")]
    [InlineData(RouteType.Unreachable, "unreachable")]
    [InlineData(RouteType.Prohibit, "prohibit")]
    [InlineData(RouteType.Throw, "throw")]
    public async Task A_route_may_refuse_packets(RouteType type, string shown)
    {
        var route = new Route { Destination = IPNetwork.Parse("10.244.0.0/16"), Type = type, Protocol = Own };

        await Connection.AddRouteAsync(route, Cancel);
        await Connection.AddRouteAsync(route with { Destination = IPNetwork.Parse("2001:db8:244::/48") }, Cancel);

        Assert.Equal(shown, Assert.Single(await Host.ShowAsync("route show proto 201")).Text("type"));
        Assert.Equal(shown, Assert.Single(await Host.ShowAsync("-6 route show proto 201")).Text("type"));
        Assert.All(await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel), r => Assert.Equal(type, r.Type));
    }

    [Fact]
    public async Task A_gateway_outside_every_prefix_is_taken_as_on_link_when_told_so()
    {
        var route = V4 with { Gateway = IPAddress.Parse("203.0.113.9"), Flags = RouteFlags.OnLink };

        await Connection.AddRouteAsync(route, Cancel);

        Assert.Contains("onlink", Assert.Single(await Host.ShowAsync("route show proto 201")).Texts("flags"));
    }

    [Fact]
    public async Task A_route_without_a_scope_gets_that_of_ip()
    {
        var direct = V4 with { Scope = null, Gateway = null };
        await Connection.AddRouteAsync(V4 with { Scope = null }, Cancel);
        await Connection.AddRouteAsync(direct with { Destination = IPNetwork.Parse("10.244.3.0/24") }, Cancel);
        await Connection.AddRouteAsync(direct with { Destination = IPNetwork.Parse("10.244.4.0/24"), Type = RouteType.Local }, Cancel);

        Assert.Equal(["global", "link", "host"], (await Host.ShowAsync("route show proto 201")).Select(r => r.Text("scope")));
    }

    [Fact]
    public async Task An_IPv4_route_may_have_an_IPv6_gateway()
    {
        await Connection.AddRouteAsync(V4 with { Gateway = IPAddress.Parse("2001:db8::2") }, Cancel);

        var shown = Assert.Single(await Host.ShowAsync("route show proto 201")).GetProperty("via");
        Assert.Equal(("inet6", "2001:db8::2"), (shown.Text("family"), shown.Text("host")));
        var listed = Assert.Single(await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel));
        Assert.Equal(IPAddress.Parse("2001:db8::2"), listed.Gateway);
    }

    [Fact]
    public async Task A_multipath_route_keeps_its_hops()
    {
        var route = V4 with
        {
            Gateway = null,
            LinkIndex = 0,
            NextHops =
            [
                new NextHop { Gateway = IPAddress.Parse("192.0.2.2"), LinkIndex = uplink.Index, Weight = 1 },
                new NextHop { Gateway = IPAddress.Parse("192.0.2.3"), LinkIndex = uplink.Index, Weight = 256 },
            ],
        };

        await Connection.AddRouteAsync(route, Cancel);

        var shown = Assert.Single(await Host.ShowAsync("route show proto 201")).GetProperty("nexthops").EnumerateArray();
        Assert.Equal([("192.0.2.2", "1"), ("192.0.2.3", "256")], shown.Select(h => (h.Text("gateway")!, h.Text("weight")!)));
        var listed = Assert.Single(await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel));
        Assert.Equal(route.NextHops, listed.NextHops.Select(h => h with { Flags = h.Flags & ~RouteFlags.LinkDown }));
    }

    [Fact]
    public async Task Replace_changes_the_route_to_a_destination_or_adds_it()
    {
        await Connection.ReplaceRouteAsync(V4, Cancel);
        await Connection.ReplaceRouteAsync(V4 with { Gateway = IPAddress.Parse("192.0.2.9") }, Cancel);
        await Connection.ReplaceRouteAsync(V6, Cancel);
        await Connection.ReplaceRouteAsync(V6 with { Gateway = IPAddress.Parse("2001:db8::9") }, Cancel);

        Assert.Equal("192.0.2.9", Assert.Single(await Host.ShowAsync("route show proto 201")).Text("gateway"));
        Assert.Equal("2001:db8::9", Assert.Single(await Host.ShowAsync("-6 route show proto 201")).Text("gateway"));
    }

    [Fact]
    public async Task Delete_spares_a_route_of_another_protocol()
    {
        await Host.IpAsync("route add 10.244.2.0/24 via 192.0.2.2 proto static");

        Assert.Equal(Errno.ESRCH, (await RefusedAsync(Connection.DeleteRouteAsync(V4, Cancel))).Errno);
        await Connection.DeleteRouteAsync(V4 with { Protocol = RouteProtocol.Unspecified }, Cancel);

        Assert.Empty(await Host.ShowAsync("route show 10.244.2.0/24"));
    }

    [Fact]
    public async Task What_is_listed_can_be_deleted()
    {
        await Host.IpAsync("route add 10.244.2.0/24 via 192.0.2.2 proto 201 metric 9");
        await Host.IpAsync("route add blackhole 10.244.0.0/16 proto 201");
        await Host.IpAsync("-6 route add 2001:db8:2::/64 via 2001:db8::2 proto 201");

        foreach (var route in await Connection.ListRoutesAsync(new RouteFilter { Protocol = Own }, Cancel))
            await Connection.DeleteRouteAsync(route, Cancel);

        Assert.Empty(await Host.ShowAsync("route show proto 201"));
        Assert.Empty(await Host.ShowAsync("-6 route show proto 201"));
    }

    [Fact]
    public async Task A_filter_narrows_the_list()
    {
        await Host.IpAsync("link add br1 type bridge");
        await Host.IpAsync("link set br1 up");
        await Connection.AddRouteAsync(V4, Cancel);
        await Connection.AddRouteAsync(V4 with { Table = (RouteTable)1000 }, Cancel);
        var other = await LinkAsync("br1");
        await Connection.AddRouteAsync(V4 with { Gateway = null, Scope = null, LinkIndex = other.Index, Metric = 7 }, Cancel);
        await Connection.AddRouteAsync(V6, Cancel);

        async Task<int> CountAsync(RouteFilter filter) => (await Connection.ListRoutesAsync(filter with { Protocol = Own }, Cancel)).Count;

        Assert.Equal(4, await CountAsync(new RouteFilter()));
        Assert.Equal(1, await CountAsync(new RouteFilter { Table = (RouteTable)1000 }));
        Assert.Equal(3, await CountAsync(new RouteFilter { Table = RouteTable.Main }));
        Assert.Equal(1, await CountAsync(new RouteFilter { Family = AddressFamily.InterNetworkV6 }));
        Assert.Equal(3, await CountAsync(new RouteFilter { LinkIndex = uplink.Index }));
        Assert.Equal(0, await CountAsync(new RouteFilter { Type = RouteType.Blackhole }));
        Assert.Equal(0, await CountAsync(new RouteFilter { Table = (RouteTable)4711 }));
        Assert.Equal(0, await CountAsync(new RouteFilter { LinkIndex = 4711 }));
    }

    [Fact]
    public async Task Without_a_filter_all_tables_are_listed()
    {
        var shown = (await Host.ShowAsync("-4 route show table all")).Length + (await Host.ShowAsync("-6 route show table all")).Length;

        Assert.Equal(shown, (await Connection.ListRoutesAsync(cancellationToken: Cancel)).Count);
    }

    [Fact]
    public async Task A_look_up_tells_the_way()
    {
        await Connection.AddRouteAsync(V4, Cancel);

        var way = await Connection.LookupRouteAsync(IPAddress.Parse("10.244.2.77"), Cancel);

        Assert.Equal(("192.0.2.2", uplink.Index, "192.0.2.1"), (way.Gateway?.ToString(), way.LinkIndex, way.Source?.ToString()));
        Assert.Equal(Errno.ENETUNREACH, (await RefusedAsync(Connection.LookupRouteAsync(IPAddress.Parse("8.8.8.8"), Cancel))).Errno);
    }

    /// <summary>A bridge without ports has no carrier, and the kernel says so on its routes.</summary>
    private static Route Settled(Route route) => route with { Flags = route.Flags & ~RouteFlags.LinkDown };
}
