using System.Net;
using System.Net.Sockets;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane.Links;

public sealed class DeviceDifferenceTests
{
    private static readonly Link Uplink = new() { Name = "eth0", Index = 2, Flags = LinkFlags.Up, Mtu = 1500 };

    private static readonly DesiredDevice Wanted = new(
        "anet.1", 1, 8472, AddressFamily.InterNetwork, IPAddress.Parse("10.77.0.1"), MacAddress.Parse("02:00:00:00:00:01"), 1450, [IPAddress.Parse("10.244.1.0")]);

    private static readonly Vxlan Kind = new() { Id = 1, Port = 8472, UnderlayIndex = 2, Local = IPAddress.Parse("10.77.0.1"), Learning = false };
    private static readonly Link Present = new() { Name = "anet.1", Index = 5, Alias = "actornet", Flags = LinkFlags.Up, Mtu = 1450, Address = Wanted.Mac, Kind = Kind };

    [Fact]
    public void Nothing_is_done_where_all_is_right() => AssertChanges(Compare(Present));

    [Fact]
    public void A_missing_device_is_made_with_its_MAC_address_and_marked()
    {
        var difference = Compare(null);

        AssertChanges(difference, "link add", "link set");
        var made = Assert.IsType<Link>(difference.Changes[0].Request.Subject);
        Assert.Equal((Wanted.Mac, 1450, true), (made.Address, made.Mtu, made.IsUp));
    }

    [Fact]
    public void What_the_kernel_can_change_is_changed()
    {
        AssertChanges(Compare(Present with { Address = MacAddress.Parse("02:00:00:00:00:66") }), "link set");
        AssertChanges(Compare(Present with { Mtu = 1400 }), "link set");
        AssertChanges(Compare(Present with { Flags = LinkFlags.None }), "link set");
        AssertChanges(Compare(Present with { MasterIndex = 9 }), "link set");
        AssertChanges(Compare(Present with { Kind = Kind with { Learning = true } }), "link set");
        AssertChanges(Compare(Present with { Kind = Kind with { Local = IPAddress.Parse("10.77.0.9") } }), "link set");
        AssertChanges(Compare(Present with { Kind = Kind with { UnderlayIndex = 7 } }), "link set");
        AssertChanges(Compare(Present with { Kind = Kind with { TimeToLive = 7 } }));
    }

    [Fact]
    public void What_it_cannot_change_makes_the_device_anew()
    {
        AssertChanges(Compare(Present with { Kind = Kind with { Id = 2 } }), "link delete", "link add", "link set");
        AssertChanges(Compare(Present with { Kind = Kind with { Port = 4789 } }), "link delete", "link add", "link set");
        AssertChanges(Compare(Present with { Kind = Kind with { Local = IPAddress.Parse("fd77::1") } }), "link delete", "link add", "link set");
        AssertChanges(Compare(Present with { Kind = Kind with { Group = IPAddress.Parse("239.1.1.1") } }), "link delete", "link add", "link set");
        AssertChanges(Compare(Present with { Kind = new Bridge() }), "link delete", "link add", "link set");
    }

    [Fact]
    public void A_device_without_the_mark_is_never_touched()
    {
        var difference = Compare(Present with { Alias = null, Mtu = 1 });

        Assert.Empty(difference.Changes);
        Assert.Contains("is not the agent's", Assert.Single(difference.Conflicts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_uplink_the_device_waits()
    {
        var difference = new Difference();
        DeviceDifference.Find(Wanted, LinkWithAddresses.None, null, difference);

        Assert.Empty(difference.Changes);
        Assert.Equal("uplink", Assert.Single(difference.Conflicts).Subject);
    }

    [Fact]
    public void It_has_the_subnets_addresses_and_no_others()
    {
        AssertChanges(Compare(Present, []), "address add");
        AssertChanges(Compare(Present, ["10.244.1.0/24"]), "address delete", "address add");
        AssertChanges(Compare(Present, ["10.244.1.0/32", "10.244.9.0/32"]), "address delete");
    }

    private static Difference Compare(Link? link) => Compare(link, ["10.244.1.0/32"]);

    private static Difference Compare(Link? link, string[] addresses)
    {
        var difference = new Difference();
        DeviceDifference.Find(Wanted, new LinkWithAddresses(link, [.. addresses.Select(ToAddress)]), Uplink, difference);
        return difference;
    }

    private static Address ToAddress(string text) => new() { LinkIndex = 5, Local = IPAddress.Parse(text.Split('/')[0]), PrefixLength = int.Parse(text.Split('/')[1], null) };

    private static void AssertChanges(Difference difference, params string[] verbs)
    {
        Assert.Empty(difference.Conflicts);
        Assert.Equal(verbs, difference.Changes.Select(change => string.Join(' ', change.Request.Verb.Split(' ').Take(2))));
    }
}
