using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Links;

public sealed class BridgeTests : NamespaceTest
{
    [Fact]
    public async Task A_bridge_that_is_added_is_shown_by_ip()
    {
        await Connection.AddLinkAsync(
            new Link
            {
                Name = "docker0",
                Mtu = 1450,
                Address = MacAddress.Parse("02:42:00:00:00:01"),
                Flags = LinkFlags.Up,
                Kind = new Bridge
                {
                    SpanningTree = true,
                    ForwardDelay = TimeSpan.FromSeconds(4),
                    AgeingTime = TimeSpan.FromSeconds(60),
                    MulticastSnooping = false,
                },
            },
            Cancel);

        var shown = Assert.Single(await Host.ShowAsync("link show docker0"));
        var data = shown.Path("linkinfo", "info_data");
        Assert.Equal("bridge", shown.Path("linkinfo").Text("info_kind"));
        Assert.Equal(("1450", "02:42:00:00:00:01"), (shown.Text("mtu"), shown.Text("address")));
        Assert.Contains("UP", shown.Texts("flags"));
        Assert.Equal(
            ("1", "400", "6000", "0"),
            (data.Text("stp_state"), data.Text("forward_delay"), data.Text("ageing_time"), data.Text("mcast_snooping")));
    }

    [Fact]
    public async Task A_bridge_that_ip_adds_is_listed()
    {
        await Host.IpAsync("link add br0 type bridge stp_state 1 forward_delay 700 ageing_time 12000");

        Assert.Equal(
            new Bridge
            {
                SpanningTree = true,
                ForwardDelay = TimeSpan.FromSeconds(7),
                AgeingTime = TimeSpan.FromSeconds(120),
                VlanFiltering = false,
                MulticastSnooping = true,
            },
            (await LinkAsync("br0")).Kind);
    }

    [Fact]
    public async Task A_setting_of_a_bridge_is_changed_alone()
    {
        await Host.IpAsync("link add br0 type bridge ageing_time 12000");

        await Connection.SetLinkAsync("br0", new LinkChange { Kind = new Bridge { ForwardDelay = TimeSpan.FromSeconds(2) } }, Cancel);

        var data = Assert.Single(await Host.ShowAsync("link show br0")).Path("linkinfo", "info_data");
        Assert.Equal(("200", "12000"), (data.Text("forward_delay"), data.Text("ageing_time")));
    }
}
