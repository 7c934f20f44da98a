using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Nodes;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane.Nodes;

public sealed class NodeTablesTests
{
    private static readonly HeldLease Lease = new("default", [Prefix.Parse("10.244.1.0/24")], new Epoch(1), TimeSpan.FromHours(24), [Prefix.Parse("10.244.0.0/16")]);

    private static readonly HostPlan Plan = new(Node("n1"), BackendKind.Vxlan, "eth0", [IPAddress.Parse("10.77.0.1")], "docker0", 1500, 74, null, null)
    {
        Overlay = new OverlayPlan(1, 8472, MacAddress.Parse("02:00:00:00:00:01"), PrefersDirect: false),
        UplinkMtu = 1500,
    };

    private readonly NodeTables _tables = new();

    [Fact]
    public void The_first_time_and_from_another_vantage_everything_may_have_changed()
    {
        Assert.Null(Update(Peer("n2")));
        Assert.True(Update(Peer("n2"))!.IsEmpty);
        Assert.Null(_tables.Update(new PeerView(true, [Peer("n2")]), new Vantage(Lease, Plan with { PublicAddresses = [IPAddress.Parse("10.77.0.41")] })));
        Assert.Null(_tables.Update(new PeerView(false, [Peer("n2")]), new Vantage(Lease, Plan)));
    }

    [Fact]
    public void A_node_that_comes_changes_its_entries_and_no_others()
    {
        var known = Peer("n2");
        Update(known);

        var changes = Update(known, Peer("n3"))!;

        Assert.Equal("10.244.3.0/24", $"{Assert.Single(changes.Routes).New!.Value.Destination}");
        Assert.Equal("10.244.3.0", $"{Assert.Single(changes.Neighbours).New!.Value.Destination}");
        Assert.Equal("02:00:00:00:00:03", $"{Assert.Single(changes.Forwarding).New!.Value.Mac}");
    }

    [Fact]
    public void A_node_that_goes_takes_its_entries_with_it()
    {
        Update(Peer("n2"), Peer("n3"));

        var changes = Update(Peer("n2"))!;

        Assert.Equal((1, 1, 1), (changes.Routes.Count, changes.Neighbours.Count, changes.Forwarding.Count));
        Assert.Null(changes.Routes[0].New);
        Assert.Single(_tables.Tables.Routes);
    }

    [Fact]
    public void A_new_address_of_a_node_changes_one_forwarding_entry()
    {
        Update(Peer("n2"), Peer("n3"));

        var changes = Update(Peer("n2") with { PublicIPv4 = IPAddress.Parse("10.77.0.22") }, Peer("n3"))!;

        Assert.Empty(changes.Routes);
        Assert.Empty(changes.Neighbours);
        Assert.Equal("10.77.0.22", $"{Assert.Single(changes.Forwarding).New!.Value.Destination}");
    }

    [Fact]
    public void A_new_MAC_address_of_a_node_changes_neighbour_and_forwarding()
    {
        Update(Peer("n2"), Peer("n3"));

        var changes = Update(Peer("n2", mac: 9), Peer("n3"))!;

        Assert.Empty(changes.Routes);
        Assert.Single(changes.Neighbours);
        Assert.Equal(2, changes.Forwarding.Count); // one comes, one goes
    }

    [Fact]
    public void A_subnet_that_goes_from_one_node_to_another_is_one_change()
    {
        Update(Peer("n2"), Peer("n3"));

        var changes = Update(Peer("n2") with { Subnets = [Prefix.Parse("10.244.3.0/24")], Epoch = new Epoch(9) })!;

        Assert.Equal(["10.244.2.0/24"], _tables.Tables.Neighbours.Count == 1 ? changes.Routes.Where(change => change.New is null).Select(change => $"{change.Old!.Value.Destination}") : []);
        Assert.Equal("02:00:00:00:00:02", $"{_tables.Tables.Neighbours.Values.Single().Mac}");
    }

    [Fact]
    public void Of_two_nodes_with_the_same_MAC_address_the_higher_epoch_has_it_and_the_other_comes_back_when_it_can()
    {
        var (older, newer) = (Peer("n2", mac: 9, epoch: 4), Peer("n3", mac: 9, epoch: 5));
        Update(older);
        Assert.Equal("10.77.0.2", Destination());

        Update(older, newer);
        Assert.Equal("10.77.0.3", Destination());
        Assert.Contains("also that of node n3", Assert.Single(_tables.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(1, _tables.Refused);

        Update(older, Peer("n3", epoch: 6));
        Assert.Empty(_tables.Problems);
        Assert.Equal((2, 0), (_tables.Tables.Routes.Count, _tables.Refused));
    }

    [Fact]
    public void Of_ten_thousand_nodes_only_the_one_that_changed_is_computed()
    {
        Peer[] peers = [.. Enumerable.Range(2, 10_000).Select(number => Many(number))];
        Update(peers);

        peers[1077] = peers[1077] with { PublicIPv4 = IPAddress.Parse("10.99.0.1") };
        var changes = Update(peers)!;

        Assert.Equal((0, 0, 1), (changes.Routes.Count, changes.Neighbours.Count, changes.Forwarding.Count));
    }

    private static Peer Many(int number) => new(
        Node($"m{number}"),
        new Epoch(1),
        [Prefix.Parse("10.244.0.0/16").Subprefix((UInt128)number, 30)],
        IPAddress.Parse($"10.78.{number >> 8}.{number & 255}"),
        null,
        BackendKind.Vxlan,
        new TunnelEnd(1, 8472, new MacAddress([2, 1, 0, 0, (byte)(number >> 8), (byte)number]), new MacAddress([2, 1, 0, 0, (byte)(number >> 8), (byte)number])));

    private NodeChanges? Update(params Peer[] peers) => _tables.Update(new PeerView(true, [.. peers]), new Vantage(Lease, Plan));

    private string Destination() => $"{_tables.Tables.Forwarding.Values.Single().Destination}";

    private static Peer Peer(string node, int? mac = null, int epoch = 2)
    {
        var address = MacAddress.Parse($"02:00:00:00:00:0{mac?.ToString() ?? node[1..]}");
        return new Peer(
            Node(node), new Epoch(epoch), [Prefix.Parse($"10.244.{node[1..]}.0/24")], IPAddress.Parse($"10.77.0.{node[1..]}"), null, BackendKind.Vxlan, new TunnelEnd(1, 8472, address, address));
    }

    private static NodeId Node(string text) => NodeId.TryParse(text, out var id) ? id : throw new InvalidOperationException(text);
}
