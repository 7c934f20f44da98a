using System.Net;
using System.Text.Json;
using ActorNet.Netlink.Tests.Fixtures;

namespace ActorNet.Netlink.Tests.Forwarding;

/// <summary>A VXLAN overlay with one peer, made once by <c>ip</c> and <c>bridge</c> and once in one batch, must look the same.</summary>
public sealed class OverlayTests : NamespaceTest
{
    [Fact]
    public async Task An_overlay_equals_the_one_that_ip_makes()
    {
        await using var reference = await NetworkNamespace.CreateAsync();
        foreach (var host in new[] { Host, reference })
        {
            await host.IpAsync("link add eth0 type bridge");
            await host.IpAsync("link set eth0 address 02:00:00:00:00:01 up");
            await host.IpAsync("address add 10.77.0.1/24 dev eth0");
        }

        await MakeByHandAsync(reference);
        await MakeAsync();

        string[] shows = ["link show flannel.1", "address show flannel.1", "route show", "neighbour show dev flannel.1 nud permanent"];
        foreach (var show in shows)
            Assert.Equal(Comparable(await reference.ShowAsync(show)), Comparable(await Host.ShowAsync(show)));
        Assert.Equal(
            Comparable(await reference.ShowBridgeAsync("fdb show dev flannel.1")),
            Comparable(await Host.ShowBridgeAsync("fdb show dev flannel.1")));
    }

    private static async Task MakeByHandAsync(NetworkNamespace host)
    {
        await host.IpAsync("link add flannel.1 type vxlan id 1 dev eth0 local 10.77.0.1 dstport 8472 nolearning");
        await host.IpAsync("link set flannel.1 address 02:00:0a:f4:01:00");
        await host.IpAsync("addr add 10.244.1.0/32 dev flannel.1");
        await host.IpAsync("link set flannel.1 mtu 1450 up");
        await host.BridgeAsync("fdb replace 02:00:0a:f4:02:00 dev flannel.1 dst 10.77.0.2 self permanent");
        await host.IpAsync("neigh replace 10.244.2.0 lladdr 02:00:0a:f4:02:00 dev flannel.1 nud permanent");
        await host.IpAsync("route replace 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink");
        await host.IpAsync("route replace 10.244.3.0/24 via 10.77.0.3 dev eth0");
    }

    private async Task MakeAsync()
    {
        var (peerMac, peer) = (MacAddress.Parse("02:00:0a:f4:02:00"), IPAddress.Parse("10.244.2.0"));
        var otherPeer = IPAddress.Parse("10.77.0.3");
        var underlay = await LinkAsync("eth0");
        await Connection.AddLinkAsync(
            new Link
            {
                Name = "flannel.1",
                Address = MacAddress.Parse("02:00:0a:f4:01:00"),
                Mtu = 1450,
                Flags = LinkFlags.Up,
                Kind = new Vxlan { Id = 1, UnderlayIndex = underlay.Index, Local = IPAddress.Parse("10.77.0.1"), Learning = false },
            },
            Cancel);
        var index = (await LinkAsync("flannel.1")).Index;

        var results = await Connection.ExecuteAsync(
            [
                AddressRequest.Add(new Address { LinkIndex = index, Local = IPAddress.Parse("10.244.1.0"), PrefixLength = 32 }),
                FdbRequest.Replace(new FdbEntry { LinkIndex = index, Address = peerMac, Destination = IPAddress.Parse("10.77.0.2") }),
                NeighbourRequest.Replace(new Neighbour { LinkIndex = index, Destination = peer, LinkLayerAddress = peerMac }),
                RouteRequest.Replace(
                    new Route { Destination = IPNetwork.Parse("10.244.2.0/24"), Gateway = peer, LinkIndex = index, Flags = RouteFlags.OnLink }),
                RouteRequest.Replace(
                    new Route { Destination = IPNetwork.Parse("10.244.3.0/24"), Gateway = otherPeer, LinkIndex = underlay.Index }),
            ],
            Cancel);

        Assert.All(results, result => Assert.Null(result.Error));
    }

    /// <summary>Without what differs by namespace or by time.</summary>
    private static string[] Comparable(JsonElement[] objects)
    {
        string[] incidental = ["ifindex", "used", "confirmed", "updated", "refcnt", "probes"];
        return
        [
            .. objects
                .Select(o => o.EnumerateObject().Where(p => !incidental.Contains(p.Name)).Select(p => p.ToString()))
                .Select(properties => string.Join(", ", properties))
                .Order(),
        ];
    }
}
