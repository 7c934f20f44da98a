using System.Text;
using ActorNet.Addressing;
using ActorNet.Cli.Commands.Flannel;
using ActorNet.Contracts.V1;
using ActorNet.Flannel;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Flannel;

/// <summary>What a mirror does about what it sees, and what stands against it.</summary>
public sealed class MirrorPlanTests
{
    private const string Theirs = """{"PublicIP":"192.0.2.1","PublicIPv6":null,"BackendType":"host-gw"}""";
    private const string Claim = """{"PublicIP":"192.0.2.1","PublicIPv6":null,"BackendType":"host-gw","ActorNet":{"Pool":"default","Node":"node-1","Epoch":0}}""";
    private const long SharedEtcdLease = 77;

    private readonly MirrorMemory _memory = new(TimeProvider.System, TimeSpan.Zero, SharedEtcdLease);
    private readonly List<FlannelEntry> _entries = [];
    private readonly List<Reservation> _reservations = [];
    private readonly List<Lease> _leases = [];

    private string Network { get; init; } = """{"Network":"10.1.0.0/20"}""";

    private string[] Cidrs { get; init; } = ["10.1.0.0/20"];

    [Fact]
    public void A_flanneld_in_a_hold_gets_a_pin_out_of_it()
    {
        Reserve("10.1.0.0/20", "");
        See("10.1.3.0-24", Theirs);

        Assert.Equal(["reserve 10.1.3.0/24 for flannel-192.0.2.1, in place of flannel-10.1.0.0-20"], Actions());
        Assert.Empty(Codes());
    }

    [Fact]
    public void What_it_is_pinned_is_held_with_its_attributes_and_renewed_when_it_is_time()
    {
        Reserve("10.1.0.0/20", "", except: "10.1.3.0/24");
        Reserve("10.1.3.0/24", "flannel-192.0.2.1");
        See("10.1.3.0-24", Theirs);

        var hold = Assert.IsType<MirrorAction.Hold>(Assert.Single(Make().Actions));
        Assert.Equal(("192.0.2.1", BackendType.HostGw, false), (hold.Attributes.PublicIpv4, hold.Attributes.BackendType, hold.IsRenewal));
        Held("flannel-192.0.2.1", "10.1.3.0/24", hold.Attributes);
        Assert.Empty(Actions());
        _leases[0].Attributes.PublicIpv4 = "192.0.2.2";
        Assert.Equal(["hold 10.1.3.0/24 for flannel-192.0.2.1"], Actions());
    }

    [Fact]
    public void When_its_key_is_gone_the_lease_ends_and_the_range_stays_reserved()
    {
        Reserve("10.1.0.0/20", "", except: "10.1.3.0/24");
        Reserve("10.1.3.0/24", "flannel-192.0.2.1");
        Held("flannel-192.0.2.1", "10.1.3.0/24", new NodeAttributes());

        Assert.Equal(["release 10.1.3.0/24 of flannel-192.0.2.1", "reserve 10.1.3.0/24 for nobody, in place of flannel-10.1.3.0-24"], Actions());
    }

    [Fact]
    public void Outside_of_flannels_range_a_hold_ends_after_the_quarantine()
    {
        var mirror = new MirrorPlanTests { Cidrs = ["10.1.0.0/20", "10.2.0.0/20"] };
        mirror.Reserve("10.1.0.0/20", "");
        mirror.Reserve("10.2.1.0/24", "");

        Assert.Equal(["end reservation flannel-10.2.1.0-24 of 10.2.1.0/24"], mirror.Actions());
    }

    [Fact]
    public void A_moved_nodes_key_stays_as_a_claim_when_its_lease_has_ended_and_is_made_anew_when_it_is_lost()
    {
        Reserve("10.1.0.0/20", "", except: "10.1.3.0/24");
        Reserve("10.1.3.0/24", "node-1", "moved from flanneld at 192.0.2.1");
        See("10.1.3.0-24", Claim.Replace("\"Epoch\":0", "\"Epoch\":9", StringComparison.Ordinal));

        var put = Assert.IsType<MirrorAction.Put>(Assert.Single(Make().Actions));
        Assert.Equal((Claim.Replace("host-gw", "alloc", StringComparison.Ordinal), true), (Encoding.UTF8.GetString(put.Value.ToJson()), put.Stays));

        _entries.Clear();
        put = Assert.IsType<MirrorAction.Put>(Assert.Single(Make().Actions));
        Assert.Equal(("10.1.3.0-24", 0, true), (put.Name, put.ModRevision, put.Stays));
        Assert.Equal(["CLAIM_LOST"], Codes());
    }

    [Fact]
    public void What_a_move_has_written_stays_until_the_node_has_its_lease()
    {
        Reserve("10.1.0.0/20", "", except: "10.1.3.0/24");
        Reserve("10.1.3.0/24", "node-1", "moved from flanneld at 192.0.2.1");
        See("10.1.3.0-24", Claim);

        Assert.Empty(Actions());
        Assert.Empty(Codes());
    }

    [Fact]
    public void A_flanneld_that_writes_the_key_of_a_moved_node_again_is_overruled_once_and_then_told()
    {
        Reserve("10.1.0.0/20", "", except: "10.1.3.0/24");
        Reserve("10.1.3.0/24", "node-1", "moved from flanneld at 192.0.2.1");
        Held("node-1", "10.1.3.0/24", new NodeAttributes { PublicIpv4 = "192.0.2.1", BackendType = BackendType.HostGw });
        See("10.1.3.0-24", Theirs);

        Assert.Equal(["write flannel's key 10.1.3.0-24 for node node-1"], Actions());
        Assert.Empty(Actions());
        Assert.Contains("FLANNELD_RUNS", Codes());
    }

    [Fact]
    public void Another_nodes_key_is_never_written_over()
    {
        Reserve("10.1.0.0/20", "");
        Held("node-9", "10.1.3.0/24", new NodeAttributes { PublicIpv4 = "192.0.2.9", BackendType = BackendType.HostGw });
        See("10.1.3.0-24", Theirs);

        Assert.DoesNotContain(Make().Actions, action => action is MirrorAction.Put or MirrorAction.Delete);
        Assert.Equal(["HELD_UNCLAIMED", "COLLISION"], Codes());
    }

    [Fact]
    public void Keys_outside_of_the_range_hang_on_the_shared_lease_and_go_with_the_nodes()
    {
        var mirror = new MirrorPlanTests { Cidrs = ["10.2.0.0/20"] };
        mirror.Held("node-1", "10.2.3.0/24", new NodeAttributes { PublicIpv4 = "192.0.2.1", BackendType = BackendType.HostGw });

        var put = Assert.IsType<MirrorAction.Put>(Assert.Single(mirror.Make().Actions));
        Assert.False(put.Stays);
        mirror.See(put.Name, Encoding.UTF8.GetString(put.Value.ToJson()), SharedEtcdLease);
        Assert.Empty(mirror.Actions());
        mirror._leases.Clear();
        Assert.Equal(["delete flannel's key 10.2.3.0-24"], mirror.Actions());
    }

    [Fact]
    public void Both_families_of_a_node_are_one_key()
    {
        var mirror = new MirrorPlanTests
        {
            Network = """{"Network":"10.1.0.0/20","EnableIPv6":true,"IPv6Network":"fd01::/56","IPv6SubnetLen":64}""",
            Cidrs = ["10.2.0.0/20", "fd02::/56"],
        };
        mirror._leases.Add(new Lease
        {
            Pool = "default", NodeId = "node-1", Epoch = 7, State = LeaseState.Active, Subnets = { "10.2.3.0/24", "fd02:0:0:3::/64" },
            Attributes = new NodeAttributes { PublicIpv4 = "192.0.2.1", BackendType = BackendType.Vxlan, Vxlan = new VxlanEndpoint { Vni = 1, VtepMac = "02:00:00:00:00:01" } },
        });

        var put = Assert.IsType<MirrorAction.Put>(Assert.Single(mirror.Make().Actions));
        Assert.Equal("10.2.3.0-24&fd02:0:0:3::-64", put.Name);
        Assert.Equal(
            """{"PublicIP":"192.0.2.1","PublicIPv6":null,"BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"02:00:00:00:00:01"},"BackendV6Data":{"VNI":1,"VtepMAC":"02:00:00:00:00:01"},"ActorNet":{"Pool":"default","Node":"node-1","Epoch":7}}""",
            Encoding.UTF8.GetString(put.Value.ToJson()));
    }

    [Fact]
    public void Whatever_flanneld_may_pick_and_nodes_may_get_is_told()
    {
        Reserve("10.1.0.0/21", "");
        Reserve("10.1.8.0/24", "node-8");
        Held("node-9", "10.1.9.0/24", new NodeAttributes());

        var findings = Exclusion.Check(View());

        Assert.Equal(["PIN_UNCLAIMED", "NOT_RESERVED", "NOT_RESERVED", "NOT_RESERVED", "HELD_UNCLAIMED"], findings.Select(finding => finding.Code));
        Assert.Contains("reservation flannel-10.1.8.0-24 pins 10.1.8.0/24 to node node-8", findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("10.1.10.0/23 is not reserved", findings[2].Message, StringComparison.Ordinal);
        Assert.Contains("node node-9 holds 10.1.9.0/24", findings[4].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_much_that_is_against_a_mirror_the_first_is_told_and_how_much_there_is()
    {
        var failure = Exclusion.Refusal("default", [.. Enumerable.Range(1, 50).Select(node => new MirrorFinding("HELD_UNCLAIMED", $"node {node} holds a subnet"))]);

        Assert.EndsWith("findings: 50, the first 20 of them here", failure.Message, StringComparison.Ordinal);
        Assert.Equal(20, failure.Violations.Count);
    }

    private List<string> Actions() => [.. Make().Actions.Select(action => action.Text)];

    private List<string> Codes() => [.. Make().Findings.Select(finding => finding.Code)];

    private (IReadOnlyList<MirrorAction> Actions, IReadOnlyList<MirrorFinding> Findings) Make()
    {
        _memory.See(FlannelConfigParser.Parse(Encoding.UTF8.GetBytes(Network)));
        return MirrorPlan.Make(View(), _memory);
    }

    private MirrorView View()
    {
        var network = FlannelConfigParser.Parse(Encoding.UTF8.GetBytes(Network));
        var pool = new Pool { Name = "default", Cidrs = { Cidrs }, Ipv4PrefixLength = 24, Ipv6PrefixLength = 64, TimeToLive = Duration.FromTimeSpan(TimeSpan.FromDays(1)) };
        return new MirrorView(new FlannelState(network, null, IsConfigured: true, _entries, [], Revision: 9), [network], pool, _reservations, _leases);
    }

    private void See(string name, string json, long etcdLease = 0)
    {
        Assert.True(FlannelKey.TryParse(name, out var subnets));
        Assert.True(FlannelLease.TryParse(Encoding.UTF8.GetBytes(json), out var lease, out _));
        _entries.Add(new FlannelEntry(name, subnets, lease, ModRevision: 5, etcdLease));
    }

    private void Reserve(string range, string node, string reason = "", string? except = null)
    {
        foreach (var part in PrefixSets.Subtract(Prefix.Parse(range), except is null ? [] : [Prefix.Parse(except)]))
        {
            _reservations.Add(new Reservation
            {
                Name = FlannelNames.Reservation(part), Cidr = part.ToString(), NodeId = node, Reason = reason, Number = _reservations.Count + 1, State = ReservationState.Active,
            });
        }
    }

    private void Held(string node, string subnet, NodeAttributes attributes) =>
        _leases.Add(new Lease { Pool = "default", NodeId = node, Epoch = 7, State = LeaseState.Active, Subnets = { subnet }, Attributes = attributes.Clone() });
}
