using System.Net;
using System.Net.Sockets;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Neighbours;

public sealed class NeighbourTests : NamespaceTest
{
    private Link uplink = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        uplink = await UplinkAsync();
    }

    private Neighbour V4 => new()
    {
        LinkIndex = uplink.Index,
        Destination = IPAddress.Parse("192.0.2.2"),
        LinkLayerAddress = MacAddress.Parse("02:00:0a:f4:02:00"),
    };

    [Fact]
    public async Task Neighbours_that_are_added_are_shown_by_ip()
    {
        await Connection.AddNeighbourAsync(V4 with { Protocol = (RouteProtocol)201 }, Cancel);
        await Connection.AddNeighbourAsync(
            V4 with { Destination = IPAddress.Parse("2001:db8::2"), State = NeighbourState.Reachable, Flags = NeighbourFlags.Router },
            Cancel);

        var shown = await Host.ShowAsync("neighbour show dev br0 nud all");
        var v4 = shown.Single(n => n.Text("dst") == "192.0.2.2");
        Assert.Equal(("02:00:0a:f4:02:00", "201"), (v4.Text("lladdr"), v4.Text("protocol")));
        Assert.Equal(["PERMANENT"], v4.Texts("state"));
        var v6 = shown.Single(n => n.Text("dst") == "2001:db8::2");
        Assert.Equal(["REACHABLE"], v6.Texts("state"));
        Assert.NotNull(v6.Text("router"));
    }

    [Fact]
    public async Task Neighbours_that_ip_adds_are_listed()
    {
        await Host.IpAsync("neighbour add 192.0.2.2 lladdr 02:00:0a:f4:02:00 dev br0 nud permanent");
        await Host.IpAsync("neighbour add 2001:db8::2 lladdr 02:00:0a:f4:02:00 dev br0 nud noarp");

        Assert.Contains(V4, await Connection.ListNeighboursAsync(cancellationToken: Cancel));
        Assert.Contains(V4, await Connection.ListNeighboursAsync(uplink.Index, AddressFamily.InterNetwork, Cancel));
        Assert.Contains(
            V4 with { Destination = IPAddress.Parse("2001:db8::2"), State = NeighbourState.NoArp },
            await Connection.ListNeighboursAsync(uplink.Index, AddressFamily.InterNetworkV6, Cancel));
        Assert.DoesNotContain(V4, await Connection.ListNeighboursAsync(1, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_neighbour_that_is_there_is_EEXIST_and_can_be_replaced()
    {
        await Connection.AddNeighbourAsync(V4, Cancel);

        Assert.Equal(Errno.EEXIST, (await RefusedAsync(Connection.AddNeighbourAsync(V4, Cancel))).Errno);
        await Connection.ReplaceNeighbourAsync(V4 with { LinkLayerAddress = MacAddress.Parse("02:00:00:00:00:99") }, Cancel);

        Assert.Equal("02:00:00:00:00:99", Assert.Single(await Host.ShowAsync("neighbour show 192.0.2.2 dev br0")).Text("lladdr"));
    }

    [Fact]
    public async Task A_neighbour_is_deleted_once()
    {
        await Connection.AddNeighbourAsync(V4, Cancel);

        await Connection.DeleteNeighbourAsync(V4, Cancel);

        Assert.Empty(await Host.ShowAsync("-4 neighbour show dev br0 nud permanent"));
        Assert.Equal(
            Errno.ENOENT,
            (await RefusedAsync(Connection.DeleteNeighbourAsync(V4 with { Destination = IPAddress.Parse("192.0.2.200") }, Cancel))).Errno);
    }
}
