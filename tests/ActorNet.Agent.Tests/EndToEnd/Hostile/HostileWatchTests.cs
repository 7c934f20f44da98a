using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd.Hostile;

/// <summary>A coordinator that tells of other nodes what would harm the host, or makes no sense. The nodes that are right are routed to all the same.</summary>
public sealed class HostileWatchTests : TunnelLab
{
    private const string Default = "default via 10.77.0.254 dev eth0";
    private const string ThirdMac = "02:00:0a:f4:03:00";

    /// <summary>Claims of one node each, and what the agent has to say of them.</summary>
    private static readonly (string Fault, Action<Lease> Spoil)[] Claims =
    [
        ("has host bits set", lease => lease.Subnets[0] = "10.244.9.1/24"),
        ("length", lease => lease.Subnets[0] = "10.244.9.0/33"),
        ("touches the 'this network' range", lease => lease.Subnets[0] = "0.0.0.0/0"),
        ("touches the loopback range", lease => lease.Subnets[0] = "127.0.0.0/8"),
        ("touches the multicast range", lease => lease.Subnets[0] = "224.1.0.0/16"),
        ("touches the link-local range", lease => lease.Subnets[0] = "169.254.1.0/24"),
        ("is outside the pool", lease => lease.Subnets[0] = "192.0.2.0/24"),
        ("is outside the pool", lease => lease.Subnets[0] = "10.77.0.0/24"),
        ("covers 10.77.0.254/32, over which this node reaches the others", lease => lease.Subnets[0] = "10.77.0.254/32"),
        ("overlaps this node's own", lease => lease.Subnets[0] = "10.244.1.0/24"),
        ("overlaps this node's own", lease => (lease.Subnets[0], lease.Epoch) = ("10.244.1.128/25", 1L << 62)),
        ("there is no subnet", lease => lease.Subnets.Clear()),
        ("more than 32", lease => lease.Subnets.Add(Enumerable.Range(0, 20_000).Select(number => $"10.{number / 256}.{number % 256}.0/24"))),
        ("is in the 'this network' range", lease => lease.Attributes.PublicIpv4 = "0.0.0.0"),
        ("is in the loopback range", lease => lease.Attributes.PublicIpv4 = "127.0.0.1"),
        ("is in the multicast range", lease => lease.Attributes.PublicIpv4 = "224.0.0.1"),
        ("is in the reserved and broadcast range", lease => lease.Attributes.PublicIpv4 = "255.255.255.255"),
        ("is a whole network's", lease => lease.Attributes.PublicIpv4 = "10.77.0.255"),
        ("is a whole network's", lease => lease.Attributes.PublicIpv4 = "10.77.0.0"),
        ("is this node's own", lease => lease.Attributes.PublicIpv4 = "10.77.0.1"),
        ("is no IPv4 address", lease => lease.Attributes.PublicIpv4 = "10.77.0.9; reboot"),
        ("is no unicast one", lease => lease.Attributes.Vxlan.VtepMac = "00:00:00:00:00:00"),
        ("is no unicast one", lease => lease.Attributes.Vxlan.VtepMac = "ff:ff:ff:ff:ff:ff"),
        ("is no unicast one", lease => lease.Attributes.Vxlan.VtepMac = "01:00:5e:00:00:01"),
        ("is no unicast one", lease => lease.Attributes.Vxlan.VtepMac = ""),
        ("is this node's own", lease => lease.Attributes.Vxlan.VtepMac = OwnMac),
        ("is also that of node n2", lease => (lease.Attributes.Vxlan.VtepMac, lease.Epoch) = (PeerMac, 1)),
        ("VNI 0", lease => lease.Attributes.Vxlan.Vni = 0),
        ("VNI -1", lease => lease.Attributes.Vxlan.Vni = -1),
        ("VNI 16777216", lease => lease.Attributes.Vxlan.Vni = 1 << 24),
        ("UDP port 65536", lease => lease.Attributes.Vxlan.Port = 65536),
        ("says no tunnel end point", lease => lease.Attributes.Vxlan = null),
        ("epoch 0 is not", lease => lease.Epoch = 0),
        ("epoch 9223372036854775807 is not", lease => lease.Epoch = long.MaxValue),
        ("epoch -9223372036854775808 is not", lease => lease.Epoch = long.MinValue),
        ("has not the form of one", lease => lease.NodeId = ""),
        ("has not the form of one", lease => lease.NodeId = "x\n2026-01-01T00:00:00.000Z fail: all is lost\u001b[2J"),
        ("has not the form of one", lease => lease.NodeId = new string('n', 1 << 20)),
    ];

    private async Task StartWithDefaultRouteAsync()
    {
        Leases.Pool.Cidrs.Add($"{Lab.SwitchAddress}/32");
        Node.Host.Ip($"route add {Default}");
        StartAgent();
        await Node.HoldsAsync("10.244.1.1/24");
        await HasTunnelAsync();
    }

    private static Lease Claim(int number) => new()
    {
        Pool = "default",
        NodeId = $"bad{number}",
        Epoch = 1000 + number,
        State = LeaseState.Active,
        Subnets = { $"10.244.{100 + number}.0/24" },
        Attributes = new NodeAttributes
        {
            BackendType = BackendType.Vxlan,
            PublicIpv4 = $"10.77.0.{100 + number}",
            Vxlan = new VxlanEndpoint { Vni = 1, VtepMac = $"02:00:0a:f4:{100 + number:x2}:00" },
        },
    };

    private static WatchLeasesResponse Events(params IEnumerable<Lease> leases) =>
        new() { Events = new LeaseEvents { Events = { leases.Select(lease => new LeaseEvent { Type = LeaseEventType.Put, Lease = lease }) } } };

    private async Task HasOnlyTheGoodOnesAsync()
    {
        await Node.HasRoutesAsync(TunnelRoute, "10.244.3.0/24 via 10.244.3.0 dev anet.1");
        await HasAsync("forwarding entries of the good ones", () => Node.Host.Forwarding(Device), $"{PeerMac} 10.77.0.2", $"{ThirdMac} 10.77.0.3");
        await HasAsync("neighbours of the good ones", () => Node.Host.Neighbours(Device), $"10.244.2.0 {PeerMac}", $"10.244.3.0 {ThirdMac}");
        Assert.Contains("default via 10.77.0.254 dev eth0", Node.Host.Execute("ip", "route", "show", "default"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_claim_that_cannot_be_is_named_makes_no_entry_and_delays_no_other()
    {
        await StartWithDefaultRouteAsync();

        for (var number = 0; number < Claims.Length; number++)
        {
            var lease = Claim(number);
            Claims[number].Spoil(lease);
            Leases.Say(Events(lease));
        }

        Leases.PutTunnelPeer("n3", "10.77.0.3", ThirdMac, ["10.244.3.0/24"]);

        await HasOnlyTheGoodOnesAsync();
        var status = (await Node.Pages.StatusAsync()).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        HostileLog.IsSound(Node.Log);
        foreach (var (fault, _) in Claims)
            await Eventually.IsTrue(() => Node.Log.Contains(fault, StringComparison.Ordinal) || status.Contains(fault, StringComparison.Ordinal) || Node.Log.Contains("goes on sending", StringComparison.Ordinal), $"something says: {fault}", () => Node.Log);
        var (_, metrics) = await Node.Pages.ReadAsync("/metrics");
        Assert.DoesNotContain("bad", metrics, StringComparison.Ordinal);
        Assert.Contains("actornet_agent_nodes_refused_total ", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_known_of_states_types_and_backends_is_taken_for_the_least()
    {
        await StartWithDefaultRouteAsync();
        var (state, backend, type) = (Claim(1), Claim(2), Claim(3));
        state.State = (LeaseState)99;
        backend.Attributes.BackendType = (BackendType)99;
        Leases.Say(Events(state, backend));
        Leases.Say(new WatchLeasesResponse { Events = new LeaseEvents { Events = { new LeaseEvent { Type = (LeaseEventType)99, Lease = type }, new LeaseEvent { Type = LeaseEventType.Put } } } });
        Leases.Say(new WatchLeasesResponse { Snapshot = new LeaseSnapshot { First = true, Last = false, Reason = (SnapshotReason)99 } });
        Leases.Say(new WatchLeasesResponse());

        await Eventually.IsTrue(() => Leases.Watches.Count > 1, "the broken stream is left", () => Node.Log);
        Leases.PutTunnelPeer("n3", "10.77.0.3", ThirdMac, ["10.244.3.0/24"]);

        await HasOnlyTheGoodOnesAsync();
        await Node.SaysAsync("an event of type 99 is not known");
        await Node.SaysAsync("without a lease");
        await Node.SaysAsync("the message has no content");
    }

    [Fact]
    public async Task Two_nodes_with_one_ground_are_one_and_the_higher_epoch_has_it_in_whatever_order_they_come()
    {
        await StartWithDefaultRouteAsync();
        Leases.PutTunnelPeer("n3", "10.77.0.3", ThirdMac, ["10.244.3.0/24"], epoch: 500);
        var (older, wider) = (Claim(3), Claim(4));
        (older.Subnets[0], older.Epoch) = ("10.244.3.0/24", 499);
        (wider.Subnets[0], wider.Epoch) = ("10.244.2.0/23", 3);
        Leases.Say(Events(older, wider));

        await HasOnlyTheGoodOnesAsync();
    }

    [Fact]
    public async Task Revisions_that_go_back_are_old_news_and_those_that_cannot_be_do_not_stop_the_watch()
    {
        await StartWithDefaultRouteAsync();
        var (old, far) = (Events(Claim(1)), Events(Claim(2)));
        (old.Revision, far.Revision) = (1, -5);
        Leases.Say(old);
        Leases.Say(far);
        await Eventually.IsTrue(() => Node.Log.Contains("revision -5 is not 0 or more"), "it is named", () => Node.Log);

        await Eventually.IsTrue(() => Leases.Watches.Count > 1, "it watches again", () => Node.Log);
        Assert.Equal(0, Leases.Watches.Last().ResumeRevision);
        Leases.PutTunnelPeer("n3", "10.77.0.3", ThirdMac, ["10.244.3.0/24"]);
        await HasOnlyTheGoodOnesAsync();
    }

    [Fact]
    public async Task A_message_that_is_too_large_and_streams_that_end_at_once_are_tried_again_with_pauses()
    {
        await StartWithDefaultRouteAsync();
        var huge = Claim(1);
        huge.NodeId = new string('n', 5 << 20);
        Leases.Say(Events(huge));
        await Eventually.IsTrue(() => Leases.Watches.Count > 1, "it watches again", () => Node.Log);

        for (var ended = 0; ended < 4; ended++)
        {
            var watches = Leases.Watches.Count;
            Leases.EndWatches();
            await Eventually.IsTrue(() => Leases.Watches.Count > watches, "it watches again", () => Node.Log);
        }

        Leases.PutTunnelPeer("n3", "10.77.0.3", ThirdMac, ["10.244.3.0/24"]);
        await HasOnlyTheGoodOnesAsync();
        HostileLog.IsSound(Node.Log);
    }

    [Fact]
    public async Task Ten_thousand_messages_in_a_row_hold_up_neither_the_lease_nor_the_good_ones_nor_the_log()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(20);
        await StartWithDefaultRouteAsync();
        for (var message = 0; message < 10_000; message++)
        {
            var (flapping, refused) = (Claim(1), Claim(2));
            (flapping.Epoch, flapping.Attributes.PublicIpv4) = (1000 + message, $"10.77.0.{100 + (message % 100)}");
            refused.Attributes.PublicIpv4 = $"127.{message / 256}.{message % 256}.1";
            Leases.Say(Events(flapping, refused));
        }

        var last = Claim(1);
        Leases.Say(new WatchLeasesResponse { Events = new LeaseEvents { Events = { new LeaseEvent { Type = LeaseEventType.Delete, Lease = new Lease(last) { Epoch = 1 << 20 } } } } });
        Leases.PutTunnelPeer("n3", "10.77.0.3", ThirdMac, ["10.244.3.0/24"]);

        await HasOnlyTheGoodOnesAsync();
        HostileLog.IsSound(Node.Log);
        await Node.SaysAsync("goes on sending what cannot be");
        Assert.DoesNotContain("lapsed", Node.Log);
        Assert.Equal(10_000, (long)(await Node.Pages.StatusAsync())["peers"]!["refused"]!);
    }
}
