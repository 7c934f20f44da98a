using System.Net;
using System.Net.Sockets;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Addresses;

public sealed class AddressTests : NamespaceTest
{
    private Link bridge = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.IpAsync("link add br0 type bridge");
        await Host.IpAsync("link set br0 up");
        bridge = await LinkAsync("br0");
    }

    private Address V4 => new() { LinkIndex = bridge.Index, Local = IPAddress.Parse("10.244.1.1"), PrefixLength = 24 };

    private Address V6 => new()
    {
        LinkIndex = bridge.Index,
        Local = IPAddress.Parse("2001:db8:1::1"),
        PrefixLength = 64,
        Flags = AddressFlags.NoDuplicateDetection,
    };

    [Fact]
    public async Task Addresses_that_are_added_are_shown_by_ip()
    {
        await Connection.AddAddressAsync(
            V4 with
            {
                Broadcast = IPAddress.Parse("10.244.1.255"),
                Label = "br0:sub",
                ValidLifetime = TimeSpan.FromHours(2),
                PreferredLifetime = TimeSpan.FromHours(1),
                Metric = 77,
            },
            Cancel);
        await Connection.AddAddressAsync(V6, Cancel);

        var shown = Assert.Single(await Host.ShowAsync("address show dev br0")).GetProperty("addr_info").EnumerateArray()
            .Where(a => a.Text("scope") == "global")
            .ToArray();
        var v4 = shown.Single(a => a.Text("family") == "inet");
        Assert.Equal(
            ("10.244.1.1", "24", "10.244.1.255", "br0:sub", "77"),
            (v4.Text("local"), v4.Text("prefixlen"), v4.Text("broadcast"), v4.Text("label"), v4.Text("metric")));
        Assert.InRange(v4.GetProperty("valid_life_time").GetInt64(), 7000, 7200);
        Assert.InRange(v4.GetProperty("preferred_life_time").GetInt64(), 3400, 3600);
        var v6 = shown.Single(a => a.Text("family") == "inet6");
        Assert.Equal(("2001:db8:1::1", "64", "True"), (v6.Text("local"), v6.Text("prefixlen"), v6.Text("nodad")));
    }

    [Fact]
    public async Task Addresses_that_ip_adds_are_listed()
    {
        await Host.IpAsync("address add 10.244.1.1/24 brd 10.244.1.255 dev br0");
        await Host.IpAsync("address add 10.0.0.1 peer 10.0.0.2/32 dev br0");
        await Host.IpAsync("address add 2001:db8:1::1/64 dev br0 nodad");

        var listed = await Connection.ListAddressesAsync(bridge.Index, AddressFamily.InterNetwork, Cancel);

        Assert.Equal(
            [
                V4 with { Broadcast = IPAddress.Parse("10.244.1.255"), Label = "br0", Flags = AddressFlags.Permanent },
                new Address
                {
                    LinkIndex = bridge.Index,
                    Local = IPAddress.Parse("10.0.0.1"),
                    PrefixLength = 32,
                    Peer = IPAddress.Parse("10.0.0.2"),
                    Label = "br0",
                    Flags = AddressFlags.Permanent,
                },
            ],
            listed);
        Assert.Contains(
            V6 with { Flags = AddressFlags.Permanent | AddressFlags.NoDuplicateDetection },
            await Connection.ListAddressesAsync(bridge.Index, AddressFamily.InterNetworkV6, Cancel));
    }

    [Fact]
    public async Task All_addresses_of_all_links_are_listed()
    {
        await Connection.AddAddressAsync(V4, Cancel);

        var listed = await Connection.ListAddressesAsync(cancellationToken: Cancel);

        Assert.Contains(listed, a => a.Local.Equals(IPAddress.Loopback) && a.Scope == RouteScope.Host);
        Assert.Contains(listed, a => a.Local.Equals(IPAddress.IPv6Loopback));
        Assert.Contains(listed, a => a.Local.Equals(V4.Local));
    }

    [Fact]
    public async Task An_address_that_is_there_is_EEXIST_with_the_reason_and_can_be_replaced()
    {
        await Connection.AddAddressAsync(V4, Cancel);

        var error = await RefusedAsync(Connection.AddAddressAsync(V4, Cancel));
        var hour = TimeSpan.FromHours(1);
        await Connection.ReplaceAddressAsync(V4 with { ValidLifetime = hour, PreferredLifetime = hour }, Cancel);

        Assert.Equal(new NetlinkError(Errno.EEXIST, "ipv4: Address already assigned"), error);
        var listed = Assert.Single(await Connection.ListAddressesAsync(bridge.Index, AddressFamily.InterNetwork, Cancel));
        Assert.NotNull(listed.ValidLifetime);
    }

    [Fact]
    public async Task An_address_is_deleted_once()
    {
        await Connection.AddAddressAsync(V4, Cancel);

        await Connection.DeleteAddressAsync(V4, Cancel);

        Assert.Empty(await Connection.ListAddressesAsync(bridge.Index, AddressFamily.InterNetwork, Cancel));
        Assert.Equal(Errno.EADDRNOTAVAIL, (await RefusedAsync(Connection.DeleteAddressAsync(V4, Cancel))).Errno);
    }

    [Fact]
    public async Task A_link_that_is_not_there_is_ENODEV_and_has_no_addresses()
    {
        Assert.Equal(Errno.ENODEV, (await RefusedAsync(Connection.AddAddressAsync(V4 with { LinkIndex = 4711 }, Cancel))).Errno);
        Assert.Empty(await Connection.ListAddressesAsync(4711, cancellationToken: Cancel));
    }
}
