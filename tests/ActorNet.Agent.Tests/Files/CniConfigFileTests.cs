using ActorNet.Addressing;
using ActorNet.Agent.Files;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.Files;

/// <summary>The stock plugins (Debian's <c>containernetworking-plugins</c>) with what the agent writes, called as a container runtime calls them.</summary>
public sealed class CniConfigFileTests : IDisposable
{
    private readonly Lab _lab = new(hosts: 1);
    private readonly CniRuntime _runtime;

    public CniConfigFileTests() => _runtime = new CniRuntime(Host);

    private Host Host => _lab[1];

    public void Dispose()
    {
        _runtime.Dispose();
        _lab.Dispose();
    }

    [Fact]
    public void A_container_gets_an_address_of_each_family_and_reaches_the_bridge_and_the_outside()
    {
        Bridge("10.244.1.1/24", "fd78:0:0:1::1/64");
        var config = CniConfigFile.Format(Lease("10.244.1.0/24", "fd78:0:0:1::/64"), "cni0", 1400, masquerades: false, bridgeIsMade: true);

        var addresses = _runtime.Add(config, "c1");

        Assert.Equal(["10.244.1.2/24", "fd78:0:0:1::2/64"], addresses);
        Assert.True(_runtime.CanPing("c1", "10.244.1.1"));
        Assert.True(_runtime.CanPing("c1", "fd78:0:0:1::1"));
        Assert.True(_runtime.CanPing("c1", Lab.SwitchAddress)); // which has no route back: masqueraded
        Assert.Contains("mtu 1400", _runtime.Execute("c1", "ip", "link", "show", "eth0"), StringComparison.Ordinal);

        _runtime.Delete(config, "c1");
        Assert.False(_runtime.CanPing("c1", "10.244.1.1"));
        Assert.Empty(_runtime.Reserved("actornet"));
    }

    [Fact]
    public void When_one_subnet_is_full_addresses_come_from_the_next_and_each_container_has_its_gateway()
    {
        Bridge("10.244.1.1/30", "10.244.9.1/24");
        var config = CniConfigFile.Format(Lease("10.244.1.0/30", "10.244.9.0/24"), "cni0", 1500, masquerades: false, bridgeIsMade: true);

        var addresses = new[] { "c1", "c2" }.SelectMany(container => _runtime.Add(config, container)).ToArray();

        Assert.Equal(["10.244.1.2/30", "10.244.9.2/24"], addresses);
        Assert.True(_runtime.CanPing("c1", "10.244.9.2"));
        Assert.True(_runtime.CanPing("c2", Lab.SwitchAddress));
    }

    [Fact]
    public void A_container_of_the_subnet_that_the_node_leaves_can_still_be_removed_and_new_ones_start_on_the_other()
    {
        Bridge("10.244.1.1/24");
        var before = CniConfigFile.Format(Lease("10.244.1.0/24"), "cni0", 1500, masquerades: false, bridgeIsMade: true);
        _runtime.Add(before, "c1");
        Host.Ip("address add 10.244.2.1/24 dev cni0");
        var moving = Lease("10.244.2.0/24", "10.244.1.0/24") with { Leaving = [Prefix.Parse("10.244.1.0/24")] };
        var after = CniConfigFile.Format(moving, "cni0", 1500, masquerades: false, bridgeIsMade: true);

        Assert.Equal(["10.244.2.2/24"], _runtime.Add(after, "c2"));
        Assert.True(_runtime.CanPing("c2", "10.244.1.2"));
        _runtime.Delete(after, "c1");
        _runtime.Delete(after, "c2");
    }

    [Fact]
    public void Where_the_agent_makes_no_bridge_the_plugin_makes_one()
    {
        var config = CniConfigFile.Format(Lease("10.244.1.0/24", "10.244.9.0/24"), null, 1500, masquerades: false, bridgeIsMade: false);

        Assert.Equal(["10.244.1.2/24"], _runtime.Add(config, "c1"));
        Assert.Equal(["10.244.1.1/24"], Host.Addresses("cni0"));
        Assert.True(_runtime.CanPing("c1", "10.244.1.1"));
    }

    private static HeldLease Lease(params string[] subnets) =>
        new("default", [.. subnets.Select(Prefix.Parse)], new Epoch(1), TimeSpan.FromHours(1), [Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd78::/48")]);

    /// <summary>What the agent does.</summary>
    private void Bridge(params string[] addresses)
    {
        Host.Ip("link add cni0 type bridge");
        Host.Ip("link set cni0 up");
        foreach (var address in addresses)
            Host.Ip($"address add {address} dev cni0{(address.Contains(':') ? " nodad" : "")}");
        Host.WriteSysctl("net/ipv4/ip_forward", "1");
    }
}
