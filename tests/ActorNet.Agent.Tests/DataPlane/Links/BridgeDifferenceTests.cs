using ActorNet.Addressing;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane.Links;

public sealed class BridgeDifferenceTests
{
    private static readonly Link OwnBridge = new() { Name = "docker0", Index = 3, Kind = new Bridge(), Alias = "actornet", Flags = LinkFlags.Up, Mtu = 1500 };
    private static readonly DesiredBridge Bridge = new("docker0", 1500, [Prefix.Parse("10.244.1.0/24")], [Prefix.Parse("10.244.0.0/16")]);

    [Fact]
    public void Nothing_is_done_where_all_is_right()
    {
        var difference = Compare(Desired(), Kernel(OwnBridge, ["10.244.1.1/24"]));

        Assert.Empty(difference.Changes);
        Assert.Empty(difference.Conflicts);
    }

    [Fact]
    public void A_missing_bridge_is_made_and_marked() => AssertChanges(Compare(Desired(), Kernel(null, [])), "link add", "link set");

    [Fact]
    public void A_missing_address_is_set_and_known_as_ours()
    {
        var change = Assert.Single(Compare(Desired(), Kernel(OwnBridge, [])).Changes);

        Assert.Equal("address add", change.Request.Verb);
        Assert.Equal("10.244.1.1/24", change.SetsAddress.ToString());
    }

    [Fact]
    public void A_bridge_that_is_down_or_of_another_MTU_is_mended() =>
        AssertChanges(Compare(Desired(), Kernel(OwnBridge with { Flags = LinkFlags.None, Mtu = 1400 }, ["10.244.1.1/24"])), "link set");

    [Fact]
    public void The_MTU_of_somebody_elses_bridge_is_left() =>
        AssertChanges(Compare(Desired(), Kernel(OwnBridge with { Alias = null, Mtu = 1400 }, ["10.244.1.1/24"])));

    [Fact]
    public void The_old_address_goes_when_the_subnet_changes()
    {
        AssertChanges(Compare(Desired(), Kernel(OwnBridge, ["10.244.9.1/24"])), "address delete", "address add");
        AssertChanges(Compare(Desired(), Kernel(OwnBridge with { Alias = null }, ["10.244.9.1/24"]), own: ["10.244.9.1/24"]), "address delete", "address add");
    }

    [Fact]
    public void A_subnet_that_grows_upwards_changes_the_mask_and_the_address_is_never_gone()
    {
        var change = Compare(Grown(), Kernel(OwnBridge, ["10.244.0.1/24"]), own: ["10.244.0.1/24"]);

        AssertChanges(change, "address add", "address delete");
        Assert.Equal("10.244.0.1/23", change.Changes[0].SetsAddress.ToString());
    }

    [Fact]
    public void A_subnet_that_grows_downwards_keeps_the_address_that_containers_send_to()
    {
        AssertChanges(Compare(Grown(), Kernel(OwnBridge, ["10.244.1.1/24"]), own: ["10.244.1.1/24"]), "address add");
        AssertChanges(Compare(Grown(), Kernel(OwnBridge, ["10.244.0.1/23", "10.244.1.1/24"]), own: ["10.244.1.1/24", "10.244.0.1/23"]));
    }

    [Fact]
    public void When_it_gives_that_part_back_the_address_goes() => AssertChanges(
        Compare(Grown("10.244.0.0/24"), Kernel(OwnBridge, ["10.244.0.1/23", "10.244.1.1/24"]), own: ["10.244.1.1/24", "10.244.0.1/23"]),
        "address delete", "address add", "address delete");

    [Fact]
    public void A_node_that_moves_gets_the_new_address_beside_the_old_one_and_loses_the_old_one_later()
    {
        AssertChanges(Compare(Moving(), Kernel(OwnBridge, ["10.244.1.1/24"]), own: ["10.244.1.1/24"]), "address add");
        AssertChanges(Compare(Moving(), Kernel(OwnBridge, ["10.244.1.1/24", "10.244.60.1/24"]), own: ["10.244.1.1/24", "10.244.60.1/24"]));
        AssertChanges(Compare(Moving(), Kernel(OwnBridge, ["10.244.60.1/24"]), own: ["10.244.1.1/24", "10.244.60.1/24"]), "address add"); // taken away by hand
        AssertChanges(Compare(Grown("10.244.60.0/24"), Kernel(OwnBridge, ["10.244.1.1/24", "10.244.60.1/24"]), own: ["10.244.1.1/24", "10.244.60.1/24"]), "address delete");
    }

    [Fact]
    public void On_somebody_elses_bridge_an_address_of_ours_is_in_nobodys_way()
    {
        var bridge = OwnBridge with { Alias = null };

        AssertChanges(Compare(Moving(), Kernel(bridge, ["10.244.1.1/24"]), own: ["10.244.1.1/24"]), "address add");
        AssertChanges(Compare(Grown(), Kernel(bridge, ["10.244.1.1/24"]), own: ["10.244.1.1/24"]), "address add");
        AssertChanges(Compare(Grown("10.244.60.0/24"), Kernel(bridge, ["10.244.1.1/24", "10.244.60.1/24"]), own: ["10.244.1.1/24", "10.244.60.1/24"]), "address delete");
        Assert.Single(Compare(Moving(), Kernel(bridge, ["10.244.1.1/24", "172.17.0.1/16"]), own: ["10.244.1.1/24"]).Conflicts);
    }

    [Fact]
    public void An_IPv6_address_cannot_be_there_twice_and_goes_before_it_comes_with_another_mask()
    {
        var desired = Desired() with { Bridge = Bridge with { Subnets = [Prefix.Parse("fd00::/63")], Network = [Prefix.Parse("fd00::/48")] } };

        AssertChanges(Compare(desired, Kernel(OwnBridge, ["fd00::1/64"]), own: ["fd00::1/64"]), "address delete", "address add");
    }

    [Fact]
    public void An_address_that_is_kept_stays_in_the_footprint()
    {
        var footprint = ActorNet.Agent.State.Footprint.Empty with { Addresses = [Own("10.244.1.1/24"), Own("10.244.0.1/24"), Own("10.244.0.1/23"), Own("10.244.9.1/24")] };

        Assert.Equal([Own("10.244.1.1/24"), Own("10.244.0.1/23")], footprint.Trimmed(Grown()).Addresses);
    }

    [Fact]
    public void Somebody_elses_address_on_our_bridge_is_left() =>
        AssertChanges(Compare(Desired(), Kernel(OwnBridge, ["10.244.1.1/24", "192.168.7.1/24"])));

    [Fact]
    public void Somebody_elses_bridge_with_somebody_elses_address_is_a_conflict()
    {
        var difference = Compare(Desired(), Kernel(OwnBridge with { Alias = null }, ["172.17.0.1/16"]));

        Assert.Empty(difference.Changes);
        Assert.Single(difference.Conflicts);
    }

    [Fact]
    public void An_interface_of_that_name_that_is_no_bridge_is_a_conflict()
    {
        var difference = Compare(Desired(), Kernel(OwnBridge with { Kind = new Veth() }, []));

        Assert.Empty(difference.Changes);
        Assert.Single(difference.Conflicts);
    }

    private static DesiredState Desired() => new(Bridge, [], true, [], []);

    private static DesiredState Grown(string subnet = "10.244.0.0/23") => Desired() with { Bridge = Bridge with { Subnets = [Prefix.Parse(subnet)] } };

    private static DesiredState Moving() => Desired() with { Bridge = Bridge with { Subnets = [Prefix.Parse("10.244.60.0/24"), Prefix.Parse("10.244.1.0/24")] } };

    private static InterfaceAddress Own(string text) => InterfaceAddress.TryParse(text, out var address) ? address : throw new InvalidOperationException(text);

    private static Difference Compare(DesiredState desired, LinkWithAddresses present, params string[] own)
    {
        var difference = new Difference();
        BridgeDifference.Find(desired.Bridge!, present, [.. own.Select(Own)], difference);
        return difference;
    }

    private static LinkWithAddresses Kernel(Link? bridge, string[] addresses) => new(bridge, [.. addresses.Select(ToAddress)]);

    private static Address ToAddress(string text) =>
        InterfaceAddress.TryParse(text, out var address) ? new Address { LinkIndex = 3, Local = address.Address, PrefixLength = address.PrefixLength } : throw new InvalidOperationException(text);

    private static void AssertChanges(Difference difference, params string[] verbs)
    {
        Assert.Empty(difference.Conflicts);
        Assert.Equal(verbs, difference.Changes.Select(change => string.Join(' ', change.Request.Verb.Split(' ').Take(2))));
    }
}
