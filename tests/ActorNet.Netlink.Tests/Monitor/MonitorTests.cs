using System.Net;
using System.Net.Sockets;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Monitor;

public sealed class MonitorTests : NamespaceTest
{
    private NetlinkMonitor Open(MonitorGroups groups = MonitorGroups.All) => NetlinkMonitor.OpenInNamespace(Host.Path, groups);

    /// <summary>The first event that fits; the others before it are passed over.</summary>
    private static async Task<T> NextAsync<T>(NetlinkMonitor monitor, Func<T, bool> fits) where T : NetlinkEvent =>
        (T)(await ReadUntilAsync(monitor, e => e is T wanted && fits(wanted)))[^1];

    /// <summary>The events up to and with the first that fits.</summary>
    private static async Task<List<NetlinkEvent>> ReadUntilAsync(NetlinkMonitor monitor, Func<NetlinkEvent, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        var events = new List<NetlinkEvent>();
        await foreach (var item in monitor.ReadAllAsync(limit.Token))
        {
            events.Add(item);
            if (fits(item))
                return events;
        }

        throw new InvalidOperationException("The monitor ended before the event came.");
    }

    [Fact]
    public async Task Links_made_changed_and_deleted_by_ip_are_seen()
    {
        using var monitor = Open();

        await Host.IpAsync("link add br0 type bridge");
        await NextAsync<LinkEvent>(monitor, e => e is { Change: NetlinkChange.Set, Link: { Name: "br0", Kind: Bridge, IsUp: false } });
        await Host.IpAsync("link set br0 up");
        await NextAsync<LinkEvent>(monitor, e => e is { Change: NetlinkChange.Set, Link: { Name: "br0", IsUp: true } });
        await Host.IpAsync("link delete br0");
        await NextAsync<LinkEvent>(monitor, e => e is { Change: NetlinkChange.Deleted, Link.Name: "br0" });
    }

    [Fact]
    public async Task A_port_that_leaves_its_bridge_is_not_reported_as_a_link_that_is_gone()
    {
        await Host.IpAsync("link add br0 type bridge");
        await Host.IpAsync("link add va type veth peer name vb");
        await Host.IpAsync("link set va master br0 up");
        using var monitor = Open(MonitorGroups.Links);

        await Host.IpAsync("link set va nomaster");
        await Host.IpAsync("link delete br0");

        var first = await NextAsync<LinkEvent>(monitor, e => e.Change == NetlinkChange.Deleted);
        Assert.Equal("br0", first.Link.Name);
    }

    [Fact]
    public async Task Addresses_made_and_deleted_by_ip_are_seen()
    {
        await Host.IpAsync("link add br0 type bridge");
        using var monitor = Open();

        await Host.IpAsync("address add 10.244.1.1/24 dev br0");
        await NextAsync<AddressEvent>(monitor, e => e is { Change: NetlinkChange.Set, Address.PrefixLength: 24 });
        await Host.IpAsync("address add 2001:db8::1/64 dev br0 nodad");
        await NextAsync<AddressEvent>(monitor, e => e is { Change: NetlinkChange.Set, Address.PrefixLength: 64 });
        await Host.IpAsync("address delete 10.244.1.1/24 dev br0");
        var gone = await NextAsync<AddressEvent>(monitor, e => e.Change == NetlinkChange.Deleted);
        Assert.Equal(IPAddress.Parse("10.244.1.1"), gone.Address.Local);
    }

    [Fact]
    public async Task Routes_made_replaced_and_deleted_by_ip_are_seen()
    {
        await UplinkAsync();
        using var monitor = Open(MonitorGroups.Routes);

        await Host.IpAsync("route add 10.244.2.0/24 via 192.0.2.2 proto 201");
        await NextAsync<RouteEvent>(monitor, e => e is { Change: NetlinkChange.Set, Route.Protocol: (RouteProtocol)201 });
        await Host.IpAsync("route replace 10.244.2.0/24 via 192.0.2.3 proto 201");
        var replaced = await NextAsync<RouteEvent>(monitor, e => e is { Change: NetlinkChange.Set, Route.Protocol: (RouteProtocol)201 });
        Assert.Equal(IPAddress.Parse("192.0.2.3"), replaced.Route.Gateway);
        await Host.IpAsync("route delete 10.244.2.0/24");
        var gone = await NextAsync<RouteEvent>(monitor, e => e is { Change: NetlinkChange.Deleted, Route.Protocol: (RouteProtocol)201 });
        Assert.Equal(IPNetwork.Parse("10.244.2.0/24"), gone.Route.Destination);
        await Host.IpAsync("-6 route add 2001:db8:2::/64 via 2001:db8::2");
        await NextAsync<RouteEvent>(monitor, e => e.Route.Destination.Equals(IPNetwork.Parse("2001:db8:2::/64")));
    }

    [Fact]
    public async Task Neighbours_and_FDB_entries_made_and_deleted_by_ip_are_seen()
    {
        await UplinkAsync();
        await Host.IpAsync("link add vx0 type vxlan id 1 dev br0 local 192.0.2.1 dstport 8472 nolearning");
        using var monitor = Open(MonitorGroups.Neighbours);

        await Host.IpAsync("neighbour add 192.0.2.2 lladdr 02:00:00:00:00:02 dev br0 nud permanent");
        await NextAsync<NeighbourEvent>(monitor, e => e is { Change: NetlinkChange.Set, Neighbour.State: NeighbourState.Permanent });
        await Host.IpAsync("neighbour delete 192.0.2.2 dev br0");
        await NextAsync<NeighbourEvent>(monitor, e => e.Change == NetlinkChange.Deleted || e.Neighbour.State == NeighbourState.Failed);
        await Host.BridgeAsync("fdb add 02:00:00:00:00:03 dev vx0 dst 192.0.2.3 self permanent");
        await NextAsync<FdbEvent>(monitor, e => e.Change == NetlinkChange.Set && IPAddress.Parse("192.0.2.3").Equals(e.Entry.Destination));
        await Host.BridgeAsync("fdb delete 02:00:00:00:00:03 dev vx0 dst 192.0.2.3 self");
        await NextAsync<FdbEvent>(monitor, e => e.Change == NetlinkChange.Deleted);
    }

    [Fact]
    public async Task An_event_names_the_connection_that_caused_it()
    {
        var uplink = await UplinkAsync();
        var address = new Address { LinkIndex = uplink.Index, Local = IPAddress.Parse("10.244.1.1"), PrefixLength = 24 };
        var neighbour = new Neighbour
        {
            LinkIndex = uplink.Index,
            Destination = IPAddress.Parse("192.0.2.2"),
            LinkLayerAddress = MacAddress.Parse("02:00:00:00:00:02"),
        };
        var route = new Route { LinkIndex = uplink.Index, Destination = IPNetwork.Parse("10.244.2.0/24") };
        using var monitor = Open();

        await Connection.AddAddressAsync(address, Cancel);
        await Connection.AddNeighbourAsync(neighbour, Cancel);
        await Connection.AddRouteAsync(route, Cancel);
        await Host.IpAsync("route add 10.244.3.0/24 dev br0");

        Assert.Equal(Connection.PortId, (await NextAsync<AddressEvent>(monitor, e => e.Address.Local.Equals(address.Local))).PortId);
        Assert.Equal(Connection.PortId, (await NextAsync<NeighbourEvent>(monitor, e => e.Neighbour == neighbour)).PortId);
        Assert.Equal(Connection.PortId, (await NextAsync<RouteEvent>(monitor, e => e.Route.Destination == route.Destination)).PortId);
        Assert.NotEqual(Connection.PortId, (await NextAsync<RouteEvent>(monitor, _ => true)).PortId);
    }

    [Fact]
    public async Task Events_that_were_lost_are_reported_and_none_is_missing_after_the_report()
    {
        var uplink = await UplinkAsync();
        using var monitor = NetlinkMonitor.OpenInNamespace(Host.Path, MonitorGroups.Routes, receiveBuffer: 4096);
        var made = new List<IPNetwork>();

        async Task MakeRoutesAsync(byte first, int count)
        {
            var routes = Enumerable.Range(0, count)
                .Select(i => new IPNetwork(new IPAddress([first, (byte)(i >> 8), (byte)i, 0]), 24))
                .Select(destination => new Route { Destination = destination, LinkIndex = uplink.Index })
                .ToArray();
            made.AddRange(routes.Select(r => r.Destination));
            await Connection.ExecuteAsync([.. routes.Select(RouteRequest.Add)], Cancel);
        }

        await MakeRoutesAsync(first: 10, NetlinkMonitor.Capacity + 1000);
        var events = await ReadUntilAsync(monitor, e => e is OverrunEvent);
        for (byte first = 11; events[^1] is OverrunEvent; first++)
        {
            await MakeRoutesAsync(first, count: 1);
            events = await ReadUntilAsync(monitor, e => e is OverrunEvent || e is RouteEvent { Route.Destination: var d } && d == made[^1]);
        }

        // The uplink's own IPv6 routes are the kernel's affair, which makes them when it gets to it.
        var seen = events.Cast<RouteEvent>().Select(e => e.Route.Destination).Where(d => d.BaseAddress.AddressFamily == AddressFamily.InterNetwork).ToList();
        Assert.Equal(made.TakeLast(seen.Count), seen);
        Assert.Equal(made[^1], seen[^1]);
    }

    [Fact]
    public async Task A_disposed_monitor_ends_its_stream()
    {
        var monitor = Open();
        var reading = Task.Run(async () => await monitor.ReadAllAsync(Cancel).CountAsync(Cancel), Cancel);

        monitor.Dispose();
        monitor.Dispose();

        Assert.Equal(0, await reading.WaitAsync(TimeSpan.FromSeconds(90), Cancel));
    }
}
