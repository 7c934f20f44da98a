using System.Net;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Links;

/// <summary>What can be changed of a VXLAN without making it anew.</summary>
public sealed class VxlanChangeTests : NamespaceTest
{
    [Fact]
    public async Task Underlay_and_local_address_change_and_the_FDB_stays()
    {
        var uplink = await UplinkAsync();
        var other = await UplinkAsync("br1");
        var made = new Vxlan { Id = 42, UnderlayIndex = uplink.Index, Local = IPAddress.Parse("192.0.2.1"), Port = 4789, Learning = false };
        await Connection.AddLinkAsync(new Link { Name = "vx0", Flags = LinkFlags.Up, Kind = made }, Cancel);
        var index = (await LinkAsync("vx0")).Index;
        var entry = new FdbEntry { LinkIndex = index, Address = MacAddress.Parse("02:00:00:00:00:02"), Destination = IPAddress.Parse("192.0.2.9") };
        await Connection.AddFdbAsync(entry, Cancel);

        await Connection.SetLinkAsync(
            index, new LinkChange { Kind = made with { Local = IPAddress.Parse("192.0.2.7"), UnderlayIndex = other.Index, Id = 0, Port = 0 } }, Cancel);

        Assert.Equal(made with { Local = IPAddress.Parse("192.0.2.7"), UnderlayIndex = other.Index }, (await LinkAsync("vx0")).Kind);
        Assert.Contains(entry, await Connection.ListFdbAsync(index, Cancel));
    }

    [Fact]
    public async Task A_VXLAN_that_is_up_takes_another_MAC_address_and_MTU()
    {
        var uplink = await UplinkAsync();
        await Connection.AddLinkAsync(
            new Link { Name = "vx0", Flags = LinkFlags.Up, Mtu = 1450, Kind = new Vxlan { Id = 42, UnderlayIndex = uplink.Index, Local = IPAddress.Parse("192.0.2.1") } }, Cancel);

        await Connection.SetLinkAsync("vx0", new LinkChange { Address = MacAddress.Parse("02:00:00:00:00:07"), Mtu = 1400 }, Cancel);

        var link = await LinkAsync("vx0");
        Assert.Equal((MacAddress.Parse("02:00:00:00:00:07"), 1400, true), (link.Address, link.Mtu, link.IsUp));
    }
}
