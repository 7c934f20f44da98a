using System.Net;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Links;

public sealed class VxlanTests : NamespaceTest
{
    [Fact]
    public async Task A_vxlan_that_is_added_is_shown_by_ip()
    {
        var uplink = await UplinkAsync();

        await Connection.AddLinkAsync(
            new Link
            {
                Name = "vx0",
                Kind = new Vxlan
                {
                    Id = 42,
                    UnderlayIndex = uplink.Index,
                    Local = IPAddress.Parse("192.0.2.1"),
                    Port = 4789,
                    Learning = false,
                    Proxy = true,
                    TimeToLive = 9,
                },
            },
            Cancel);

        var data = Assert.Single(await Host.ShowAsync("link show vx0")).Path("linkinfo", "info_data");
        Assert.Equal(
            ("42", "br0", "192.0.2.1", "4789", "False", "True", "9"),
            (data.Text("id"), data.Text("link"), data.Text("local"), data.Text("port"),
                data.Text("learning"), data.Text("proxy"), data.Text("ttl")));
    }

    [Fact]
    public async Task A_vxlan_that_ip_adds_is_listed()
    {
        var uplink = await UplinkAsync();
        await Host.IpAsync("link add vx4 type vxlan id 7 dev br0 local 192.0.2.1 group 239.1.1.1 dstport 8472 ttl 3");
        await Host.IpAsync("link add vx6 type vxlan id 8 local 2001:db8::1 dstport 4789 nolearning");

        Assert.Equal(
            new Vxlan
            {
                Id = 7,
                UnderlayIndex = uplink.Index,
                Local = IPAddress.Parse("192.0.2.1"),
                Group = IPAddress.Parse("239.1.1.1"),
                TimeToLive = 3,
            },
            (await LinkAsync("vx4")).Kind);
        Assert.Equal(
            new Vxlan { Id = 8, Local = IPAddress.Parse("2001:db8::1"), Port = 4789, Learning = false },
            (await LinkAsync("vx6")).Kind);
    }

    [Fact]
    public async Task An_identifier_in_use_is_refused()
    {
        await Host.IpAsync("link add vx0 type vxlan id 7 dstport 8472");

        var error = await RefusedAsync(Connection.AddLinkAsync(new Link { Name = "vx1", Kind = new Vxlan { Id = 7 } }, Cancel));

        Assert.Equal(new NetlinkError(Errno.EEXIST, "A VXLAN device with the specified VNI already exists"), error);
    }
}
