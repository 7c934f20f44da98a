using System.Collections.Immutable;
using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Rules;

namespace ActorNet.Agent.Tests.Rules;

public sealed class HostRulesTests
{
    private static readonly HeldLease Lease = new("default", Prefixes("10.244.50.0/24", "10.244.1.0/24"), new Epoch(3), TimeSpan.FromSeconds(30), Prefixes("10.244.0.0/16", "10.99.0.0/16")) { Leaving = Prefixes("10.244.1.0/24") };

    private static ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];

    private static HostRules Of(HeldLease lease, params string[] bridgeAddresses) => HostRules.From(
        lease, "docker0", false, bridgeAddresses.Select(text => InterfaceAddress.TryParse(text, out var address) ? address : throw new FormatException(text)), null);

    [Fact]
    public void While_the_node_moves_both_subnets_may_be_sources() => Assert.Equal(Prefixes("10.244.1.0/24", "10.244.50.0/24"), Of(Lease).Sources);

    [Fact]
    public void A_network_that_somebody_else_gave_the_bridge_may_be_a_source_unless_it_is_of_the_cluster() => Assert.Equal(
        Prefixes("10.244.1.0/24", "10.244.50.0/24", "172.17.0.0/16"), Of(Lease, "172.17.0.1/16", "10.244.77.1/24", "10.0.0.1/8", "fd99::1/64").Sources);

    [Fact]
    public void A_subnet_outside_of_what_the_pool_has_now_is_still_of_the_cluster() =>
        Assert.Equal(Prefixes("10.7.1.0/24", "10.99.0.0/16", "10.244.0.0/16"), Of(Lease with { Subnets = Prefixes("10.7.1.0/24"), Leaving = [] }).Network);

    [Fact]
    public void Other_peers_are_no_other_rules_and_another_port_is()
    {
        var one = Of(Lease) with { Tunnel = new TunnelDoor(8472, [IPAddress.Parse("10.77.0.2")]) };

        Assert.True(one.IsSameApartFromPeers(one with { Tunnel = new TunnelDoor(8472, []) }));
        Assert.False(one.IsSameApartFromPeers(one with { Tunnel = new TunnelDoor(4789, []) }));
        Assert.False(one.IsSameApartFromPeers(one with { Tunnel = null }));
        Assert.Equal(one, one with { Tunnel = new TunnelDoor(8472, [IPAddress.Parse("10.77.0.2")]) });
    }
}
