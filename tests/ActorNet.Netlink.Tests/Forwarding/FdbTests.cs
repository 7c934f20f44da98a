using System.Net;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Forwarding;

public sealed class FdbTests : NamespaceTest
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:0a:f4:02:00");

    private Link vxlan = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await UplinkAsync();
        await Host.IpAsync("link add vx0 type vxlan id 1 dev br0 local 192.0.2.1 dstport 8472 nolearning");
        await Host.IpAsync("link set vx0 up");
        vxlan = await LinkAsync("vx0");
    }

    private FdbEntry Entry => new() { LinkIndex = vxlan.Index, Address = Mac, Destination = IPAddress.Parse("192.0.2.2") };

    [Fact]
    public async Task Entries_that_are_added_are_shown_by_bridge()
    {
        await Connection.AddFdbAsync(Entry with { Port = 4789, Vni = 99 }, Cancel);

        var shown = Assert.Single(await Host.ShowBridgeAsync("fdb show dev vx0"));
        Assert.Equal(
            ("02:00:0a:f4:02:00", "192.0.2.2", "permanent", "4789", "99"),
            (shown.Text("mac"), shown.Text("dst"), shown.Text("state"), shown.Text("port"), shown.Text("vni")));
        Assert.Equal(["self"], shown.Texts("flags"));
    }

    [Fact]
    public async Task Entries_that_bridge_adds_are_listed()
    {
        await Host.BridgeAsync("fdb add 02:00:0a:f4:02:00 dev vx0 dst 192.0.2.2 self permanent");

        Assert.Equal([Entry], await Connection.ListFdbAsync(vxlan.Index, Cancel));
        Assert.Contains(Entry, await Connection.ListFdbAsync(cancellationToken: Cancel));
    }

    [Fact]
    public async Task An_entry_that_is_there_is_EEXIST_and_can_be_replaced()
    {
        await Connection.AddFdbAsync(Entry, Cancel);

        Assert.Equal(Errno.EEXIST, (await RefusedAsync(Connection.AddFdbAsync(Entry, Cancel))).Errno);
        await Connection.ReplaceFdbAsync(Entry with { Destination = IPAddress.Parse("192.0.2.9") }, Cancel);

        Assert.Equal("192.0.2.9", Assert.Single(await Host.ShowBridgeAsync("fdb show dev vx0")).Text("dst"));
    }

    [Fact]
    public async Task What_has_no_entry_can_go_to_several_endpoints()
    {
        await Connection.AppendFdbAsync(Entry with { Address = MacAddress.Zero }, Cancel);
        await Connection.AppendFdbAsync(Entry with { Address = MacAddress.Zero, Destination = IPAddress.Parse("192.0.2.3") }, Cancel);

        Assert.Equal(["192.0.2.2", "192.0.2.3"], (await Host.ShowBridgeAsync("fdb show dev vx0")).Select(e => e.Text("dst")).Order());
    }

    [Fact]
    public async Task An_entry_is_deleted_once()
    {
        await Connection.AddFdbAsync(Entry, Cancel);

        await Connection.DeleteFdbAsync(Entry, Cancel);

        Assert.Empty(await Host.ShowBridgeAsync("fdb show dev vx0"));
        Assert.Equal(Errno.ENOENT, (await RefusedAsync(Connection.DeleteFdbAsync(Entry, Cancel))).Errno);
    }

    [Fact]
    public async Task A_port_of_a_bridge_has_entries_in_the_bridge()
    {
        await Host.IpAsync("link add va type veth peer name vb");
        await Host.IpAsync("link set va master br0 up");
        var (bridge, port) = (await LinkAsync("br0"), await LinkAsync("va"));
        var entry = new FdbEntry { LinkIndex = port.Index, Address = Mac, Flags = NeighbourFlags.Master, State = NeighbourState.NoArp };

        await Connection.AddFdbAsync(entry, Cancel);

        var shown = (await Host.ShowBridgeAsync("fdb show br br0")).Single(e => e.Text("mac") == Mac.ToString());
        Assert.Equal(("va", "static", "br0"), (shown.Text("ifname"), shown.Text("state"), shown.Text("master")));
        var listed = Assert.Single(await Connection.ListFdbAsync(port.Index, Cancel), e => e.Address == Mac);
        Assert.Equal(bridge.Index, listed.MasterIndex);
    }
}
