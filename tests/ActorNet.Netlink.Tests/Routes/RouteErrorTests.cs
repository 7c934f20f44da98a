using System.Net;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Routes;

public sealed class RouteErrorTests : NamespaceTest
{
    private Link uplink = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        uplink = await UplinkAsync();
    }

    private Route Route(string destination, string gateway) =>
        new() { Destination = IPNetwork.Parse(destination), Gateway = IPAddress.Parse(gateway), LinkIndex = uplink.Index };

    [Fact]
    public async Task A_route_that_is_there_is_EEXIST_and_names_the_request()
    {
        var route = Route("10.244.2.0/24", "192.0.2.2");
        await Connection.AddRouteAsync(route, Cancel);

        var refusal = await Assert.ThrowsAsync<NetlinkException>(() => Connection.AddRouteAsync(route, Cancel));

        Assert.Equal(Errno.EEXIST, refusal.Errno);
        Assert.Same(route, refusal.Request?.Subject);
        Assert.StartsWith("route add 10.244.2.0/24 via 192.0.2.2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_is_not_on_the_link_is_refused_with_the_reason()
    {
        Assert.Equal(
            new NetlinkError(Errno.ENETUNREACH, "Nexthop has invalid gateway"),
            await RefusedAsync(Connection.AddRouteAsync(Route("10.244.2.0/24", "203.0.113.9"), Cancel)));
        Assert.Equal(
            Errno.EHOSTUNREACH,
            (await RefusedAsync(Connection.AddRouteAsync(Route("2001:db8:2::/64", "2001:db8:f::9"), Cancel))).Errno);
    }

    [Fact]
    public async Task A_route_over_a_link_that_is_down_is_ENETDOWN()
    {
        await Host.IpAsync("link set br0 down");

        Assert.Equal(
            new NetlinkError(Errno.ENETDOWN, "Nexthop device is not up"),
            await RefusedAsync(Connection.AddRouteAsync(Route("10.244.2.0/24", "192.0.2.2") with { Flags = RouteFlags.OnLink }, Cancel)));
    }

    [Fact]
    public async Task A_route_over_no_link_is_ENODEV()
    {
        var route = Route("10.244.2.0/24", "192.0.2.2") with { LinkIndex = 4711, Gateway = null };

        Assert.Equal(Errno.ENODEV, (await RefusedAsync(Connection.AddRouteAsync(route, Cancel))).Errno);
    }

    [Fact]
    public async Task A_route_that_is_not_there_cannot_be_deleted()
    {
        Assert.Equal(Errno.ESRCH, (await RefusedAsync(Connection.DeleteRouteAsync(Route("10.244.2.0/24", "192.0.2.2"), Cancel))).Errno);
        Assert.Equal(Errno.ESRCH, (await RefusedAsync(Connection.DeleteRouteAsync(Route("2001:db8:2::/64", "2001:db8::2"), Cancel))).Errno);
    }
}
