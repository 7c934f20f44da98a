using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Links;

public sealed class LinkTests : NamespaceTest
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:07");

    [Fact]
    public async Task All_links_are_listed_as_ip_shows_them()
    {
        await Host.IpAsync("link add br0 type bridge");
        await Host.IpAsync("link add va type veth peer name vb");
        await Host.IpAsync("link set va master br0 up");

        var shown = await Host.ShowAsync("link show");
        var listed = await Connection.ListLinksAsync(Cancel);

        Assert.Equal(
            shown.Select(l => $"{l.Text("ifindex")} {l.Text("ifname")} {l.Text("mtu")} {l.Text("address")} {l.Text("operstate")}"),
            listed.Select(l => $"{l.Index} {l.Name} {l.Mtu} {l.Address} {l.State.ToString().ToUpperInvariant()}"));
        Assert.Equal([null, "bridge", "veth", "veth"], listed.Select(l => l.Kind?.Name).Order());
        Assert.Equal((await LinkAsync("br0")).Index, (await LinkAsync("va")).MasterIndex);
    }

    [Fact]
    public async Task The_settings_of_a_link_are_changed()
    {
        await Host.IpAsync("link add br0 type bridge");
        await Host.IpAsync("link add va type veth peer name vb");
        var index = (await LinkAsync("va")).Index;
        var bridge = await LinkAsync("br0");

        await Connection.SetLinkAsync(
            index,
            new LinkChange { Up = true, Mtu = 1400, Address = Mac, MasterIndex = bridge.Index, Alias = "uplink", Name = "vc" },
            Cancel);

        var shown = Assert.Single(await Host.ShowAsync("link show vc"));
        Assert.Equal("1400", shown.Text("mtu"));
        Assert.Equal("02:00:00:00:00:07", shown.Text("address"));
        Assert.Equal("br0", shown.Text("master"));
        Assert.Equal("uplink", shown.Text("ifalias"));
        Assert.Contains("UP", shown.Texts("flags"));

        var link = await LinkAsync("vc");
        Assert.Equal((index, 1400, Mac, bridge.Index), (link.Index, link.Mtu, link.Address!.Value, link.MasterIndex));
        Assert.Equal(("uplink", true), (link.Alias, link.IsUp));
    }

    [Fact]
    public async Task A_link_is_set_down_and_leaves_its_bridge()
    {
        await Host.IpAsync("link add br0 type bridge");
        await Host.IpAsync("link add va type veth peer name vb");
        await Host.IpAsync("link set va master br0 up");

        await Connection.SetLinkAsync("va", new LinkChange { Up = false, MasterIndex = 0 }, Cancel);

        var shown = Assert.Single(await Host.ShowAsync("link show va"));
        Assert.Null(shown.Text("master"));
        Assert.DoesNotContain("UP", shown.Texts("flags"));
    }

    [Fact]
    public async Task A_link_moves_to_another_namespace()
    {
        await using var other = await NetworkNamespace.CreateAsync();
        await Host.IpAsync("link add va type veth peer name vb");

        using (var destination = NetNamespace.Open(other.Path))
            await Connection.SetLinkAsync("va", new LinkChange { Namespace = destination }, Cancel);

        Assert.Null(await Connection.FindLinkAsync("va", Cancel));
        Assert.Single(await other.ShowAsync("link show va"));
    }

    [Fact]
    public async Task A_link_is_deleted_by_name_or_by_index()
    {
        await Host.IpAsync("link add br0 type bridge");
        await Host.IpAsync("link add br1 type bridge");

        await Connection.DeleteLinkAsync("br0", Cancel);
        await Connection.DeleteLinkAsync((await LinkAsync("br1")).Index, Cancel);

        Assert.Equal(["lo"], (await Host.ShowAsync("link show")).Select(l => l.Text("ifname")));
    }

    [Fact]
    public async Task A_link_that_is_not_there_is_null_or_ENODEV()
    {
        Assert.Null(await Connection.FindLinkAsync("none", Cancel));
        Assert.Null(await Connection.FindLinkAsync(4711, Cancel));
        Assert.Equal(Errno.ENODEV, (await RefusedAsync(Connection.DeleteLinkAsync("none", Cancel))).Errno);
        Assert.Equal(Errno.ENODEV, (await RefusedAsync(Connection.SetLinkAsync(4711, new LinkChange { Up = true }, Cancel))).Errno);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_EEXIST()
    {
        var bridge = new Link { Name = "br0", Kind = new Bridge() };
        await Connection.AddLinkAsync(bridge, Cancel);

        var refusal = await Assert.ThrowsAsync<NetlinkException>(() => Connection.AddLinkAsync(bridge, Cancel));

        Assert.Equal(Errno.EEXIST, refusal.Errno);
        Assert.Same(bridge, refusal.Request?.Subject);
    }

    [Fact]
    public async Task A_kind_that_the_kernel_does_not_have_is_refused()
    {
        var error = await RefusedAsync(Connection.AddLinkAsync(new Link { Name = "x0", Kind = new OtherKind("nosuchkind") }, Cancel));

        Assert.Equal(Errno.EOPNOTSUPP, error.Errno);
        Assert.Equal("Unknown device type", error.Message);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused_with_the_place_in_the_request()
    {
        var error = await RefusedAsync(Connection.AddLinkAsync(new Link { Name = "sixteen-bytes-ab", Kind = new Bridge() }, Cancel));

        Assert.Equal(Errno.ERANGE, error.Errno);
        Assert.NotNull(error.Message);
        Assert.Equal(32u, error.Offset);
    }
}
