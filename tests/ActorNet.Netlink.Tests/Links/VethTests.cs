using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Links;

public sealed class VethTests : NamespaceTest
{
    [Fact]
    public async Task Both_ends_are_made_in_one_namespace()
    {
        await Connection.AddLinkAsync(
            new Link { Name = "va", Mtu = 1400, Kind = new Veth { Peer = new Link { Name = "vb", Mtu = 1300 } } }, Cancel);

        var (a, b) = (await LinkAsync("va"), await LinkAsync("vb"));
        Assert.Equal((b.Index, a.Index), (a.ParentIndex, b.ParentIndex));
        Assert.Equal((1400, 1300), (a.Mtu, b.Mtu));
        Assert.Equal("vb", Assert.Single(await Host.ShowAsync("link show va")).Text("link"));
    }

    [Fact]
    public async Task The_other_end_is_made_in_another_namespace()
    {
        await using var container = await NetworkNamespace.CreateAsync();
        using var destination = NetNamespace.Open(container.Path);
        var mac = MacAddress.Parse("02:42:0a:f4:01:02");

        await Connection.AddLinkAsync(
            new Link { Name = "va", Kind = new Veth { Peer = new Link { Name = "eth0", Address = mac, Namespace = destination } } },
            Cancel);

        var peer = Assert.Single(await container.ShowAsync("link show eth0"));
        Assert.Equal(("veth", mac.ToString()), (peer.Path("linkinfo").Text("info_kind"), peer.Text("address")));
        Assert.Equal(["lo", "va"], (await Connection.ListLinksAsync(Cancel)).Select(l => l.Name).Order());
        Assert.Equal($"{(await LinkAsync("va")).ParentIndex}", peer.Text("ifindex"));
    }
}
