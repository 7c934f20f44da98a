using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>The machine is switched off and on: another kernel with nothing in it, another boot id, the same disk.</summary>
public sealed class RebootTests : SingleNodeLab
{
    private const string Remote = "10.244.3.1";

    private Container? _container;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _container?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>A node that has held a lease, with another node to send to, after the reboot and before the agent.</summary>
    private async Task RebootAsync()
    {
        Leases.TimeToLive = TimeSpan.FromHours(24); // by the clock alone the lease would be good for long
        Leases.PutPeer("n3", Lab.SwitchAddress, "10.244.3.0/24");
        Switch.Ip($"address add {Remote}/32 dev lo");
        Switch.Ip("route add 10.244.1.0/24 via 10.77.0.1");
        Switch.Ip("link set lo up");
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        Reboot();
        File.Delete(Node.SubnetFile); // /run is empty
    }

    /// <summary>What Docker does that is started without waiting for the agent: it makes its bridge as it was, and its containers.</summary>
    private async Task StartDockerTooEarlyAsync()
    {
        Node.Host.Ip("link add docker0 type bridge");
        Node.Host.Ip("address add 10.244.1.1/24 dev docker0");
        Node.Host.Ip("link set docker0 up");
        Node.Host.Ip($"route add 10.244.3.0/24 via {Lab.SwitchAddress}");
        Node.Host.WriteSysctl("net/ipv4/ip_forward", "1");
        _container = new Container(Node.Host, 1, "docker0", ("10.244.1.2/24", "10.244.1.1"));
        await Eventually.IsTrue(() => _container.CanPing(Remote), "the container reaches the other node");
    }

    /// <summary>Holds the lease again; at no moment has docker0 its address without a fence.</summary>
    private async Task HoldsAgainAsync()
    {
        await Eventually.IsTrue(
            () =>
            {
                var hasAddress = Node.Host.Addresses("docker0").Length > 0;
                if (hasAddress)
                    Assert.NotNull(Node.Host.Held());
                return hasAddress;
            },
            "docker0 has an address",
            () => Node.Log);
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.LetsPassAsync("10.244.1.0/24");
        Assert.True(File.Exists(Node.SubnetFile));
    }

    [Fact]
    public async Task The_same_subnet_comes_back_and_nothing_is_believed_before_it_is_granted()
    {
        await RebootAsync();
        Leases.AcquireError = ErrorReason.ShardUnavailable;
        var grants = Leases.Acquires.Count;

        Node.Start();
        await Eventually.IsTrue(() => Leases.Acquires.Count > grants + 2, "it asks", () => Node.Log);

        await Node.IsFencedAsync();
        Assert.False(Node.Host.HasLink("docker0"));
        Assert.False(File.Exists(Node.SubnetFile));
        Assert.Empty(Node.Host.Routes());
        Assert.DoesNotContain("Holding", Node.Process.Log);
        Assert.Equal(Leases.Acquires.First().Instance, Leases.Acquires.Last().Instance);
        Assert.Contains("10.244.1.0/24", Leases.Acquires.Last().PreferredSubnets);
        Assert.Equal(16, Leases.Acquires.Last().Token.Length);

        Leases.AcquireError = null;
        await HoldsAgainAsync();
        await Node.HasRoutesAsync(PeerRoute, $"10.244.3.0/24 via {Lab.SwitchAddress} dev eth0");
    }

    [Fact]
    public async Task With_no_coordinator_what_docker_has_already_made_is_fenced_until_one_is_there()
    {
        await RebootAsync();
        await Coordinator.StopAsync();
        await StartDockerTooEarlyAsync();

        Node.Start();
        await Node.IsFencedAsync();

        Assert.False(_container!.CanPing(Remote));
        Assert.False(Switch.CanPing("10.244.1.2", Remote));
        Assert.True(_container.CanPing("10.244.1.1"));
        Assert.False(File.Exists(Node.SubnetFile));
        Assert.DoesNotContain("Holding", Node.Process.Log);

        await Coordinator.StartAsync();
        await HoldsAgainAsync();
        await Eventually.IsTrue(() => _container.CanPing(Remote), "the container reaches the other node", () => Node.Log);
    }

    [Fact]
    public async Task Another_subnet_after_the_reboot_opens_nothing_for_the_old_one()
    {
        await RebootAsync();
        Leases.Assign("n1", "10.244.50.0/24");
        Leases.Forget("n1");
        await StartDockerTooEarlyAsync();

        Node.Start();

        await Node.LetsPassAsync("10.244.50.0/24");
        Assert.False(_container!.CanPing(Remote));
        await Eventually.IsTrue(() => Node.Log.Contains("10.244.1.1/24", StringComparison.Ordinal), "what Docker has made is named", () => Node.Log);
    }

    [Fact]
    public async Task The_agent_restarted_in_the_same_boot_believes_what_it_saved_in_it()
    {
        await RebootAsync();
        Node.Start();
        await HoldsAgainAsync();
        Node.Process.Kill();
        await Coordinator.StopAsync();

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        await Node.LetsPassAsync("10.244.1.0/24");
    }
}
