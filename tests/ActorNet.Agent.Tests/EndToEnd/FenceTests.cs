using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>What the kernel lets pass, with packets: a container on the host's docker0, and another node, which the switch plays.</summary>
public sealed class FenceTests : SingleNodeLab
{
    private const string Remote = "10.244.3.1";
    private const string Remote6 = "fd78:0:0:3::1";

    private Container _container = null!;

    private async Task HoldsWithContainerAsync(TimeSpan? timeToLive = null, params string[] flags)
    {
        Leases.TimeToLive = timeToLive ?? TimeSpan.FromSeconds(5);
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", "10.244.1.0/24", "fd78:0:0:1::/64");
        Leases.PutPeer("n3", Lab.SwitchAddress, "10.244.3.0/24", "fd78:0:0:3::/64");
        Switch.Ip($"address add {Remote}/32 dev lo");
        Switch.Ip($"address add {Remote6}/128 dev lo");
        Switch.Ip("route add 10.244.1.0/24 via 10.77.0.1");
        Switch.Ip("route add fd78:0:0:1::/64 via fd77::1");
        Switch.Ip("link set lo up");
        Node.Start(flags);
        await Node.HoldsAsync("10.244.1.1/24", "fd78:0:0:1::1/64");
        _container = new Container(Node.Host, 1, "docker0", ("10.244.1.2/24", "10.244.1.1"), ("fd78:0:0:1::2/64", "fd78:0:0:1::1"));
        await PassesAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _container?.Dispose();
        await base.DisposeAsync();
    }

    private Task PassesAsync() => Eventually.IsTrue(() => _container.CanPing(Remote) && _container.CanPing(Remote6), "packets pass", () => Node.Log);

    /// <summary>Nothing leaves the host or comes in, in both families, of containers and of the host's own addresses in the subnet; what is local goes on.</summary>
    private async Task IsShutAsync()
    {
        await Node.IsFencedAsync();
        Assert.False(_container.CanPing(Remote));
        Assert.False(_container.CanPing(Remote6));
        Assert.False(Node.Host.CanPing(Remote, "10.244.1.1"));
        Assert.False(Switch.CanPing("10.244.1.1", Remote));
        Assert.False(Switch.CanPing("10.244.1.2", Remote));
        Assert.True(_container.CanPing("10.244.1.1"));
        Assert.True(_container.CanPing("fd78:0:0:1::1"));
        Assert.True(Node.Host.CanPing(Lab.SwitchAddress, "10.77.0.1"));
        Assert.Equal(["10.244.1.1/24", "fd78:0:0:1::1/64"], Node.Host.Addresses("docker0"));
        Assert.Contains("10.244.3.0/24 via 10.77.0.254 dev eth0", Node.Host.Routes());
    }

    [Fact]
    public async Task A_paused_agent_does_not_keep_the_kernel_from_shutting_when_the_lease_is_over()
    {
        await HoldsWithContainerAsync();

        await Node.Process.PauseAsync();
        await IsShutAsync();
        Node.Process.Resume();

        await PassesAsync();
    }

    [Fact]
    public async Task A_killed_agent_does_not_keep_the_kernel_from_shutting_when_the_lease_is_over()
    {
        await HoldsWithContainerAsync();

        Node.Process.Kill();
        await IsShutAsync();
        Node.Start();

        await PassesAsync();
    }

    [Fact]
    public async Task With_no_coordinator_the_lease_lapses_and_coming_back_lifts_the_fence_alone()
    {
        await HoldsWithContainerAsync();

        await Coordinator.StopAsync();
        await IsShutAsync();
        await Coordinator.StartAsync();

        await PassesAsync();
    }

    [Fact]
    public async Task A_revoked_lease_shuts_at_once()
    {
        await HoldsWithContainerAsync(TimeSpan.FromSeconds(90));

        Leases.AcquireError = ErrorReason.NodeIdInUse;
        Leases.RenewalError = ErrorReason.LeaseRevoked;
        await IsShutAsync();

        Leases.RenewalError = null;
        Leases.AcquireError = null;
        await PassesAsync();
    }

    [Fact]
    public async Task A_fence_that_somebody_removed_or_changed_is_put_back()
    {
        await HoldsWithContainerAsync(TimeSpan.FromSeconds(90));

        Node.Host.Execute("nft", "flush", "ruleset");
        await Node.LetsPassAsync("10.244.1.0/24", "fd78:0:0:1::/64");
        Node.Host.Execute("nft", "flush", "chain", "inet", "actornet", "forward");
        await Eventually.IsTrue(() => Node.Host.Execute("nft", "list", "chain", "inet", "actornet", "forward").Contains("ip saddr @own4"), "the rules are back", () => Node.Log);
        Node.Host.Execute("nft", "add", "element", "inet", "actornet", "held4", "{ 10.244.9.0/24 timeout 1h }");
        await Node.LetsPassAsync("10.244.1.0/24", "fd78:0:0:1::/64");
        await Node.SaysAsync("Somebody has changed the fence");
        await PassesAsync();
    }

    [Fact]
    public async Task The_restarted_agent_finds_its_fence_and_no_packet_is_lost()
    {
        await HoldsWithContainerAsync(TimeSpan.FromSeconds(90));

        var ping = Task.Run(() => Command.Try("ip", "netns", "exec", _container.Namespace, "ping", "-q", "-c", "400", "-i", "0.01", "-W", "2", Remote));
        Node.Process.Kill();
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Assert.Contains(" 0% packet loss", (await ping).Output, StringComparison.Ordinal);
        await Node.LetsPassAsync("10.244.1.0/24", "fd78:0:0:1::/64");
    }

    [Fact]
    public async Task While_the_node_moves_both_subnets_pass_and_the_one_that_is_given_up_does_not()
    {
        Leases.Pool.MoveWindow = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(12));
        Leases.TimeToLive = TimeSpan.FromSeconds(9);
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Leases.Move("n1", "10.244.50.0/24");

        await Node.LetsPassAsync("10.244.1.0/24", "10.244.50.0/24");
        await Node.LetsPassAsync("10.244.50.0/24");
    }

    [Fact]
    public async Task A_bridge_with_addresses_of_the_pool_that_are_not_held_sends_nothing_and_what_is_passing_through_goes_on()
    {
        await HoldsWithContainerAsync(TimeSpan.FromSeconds(90));
        Node.Host.Ip("link add other type bridge");
        Node.Host.Ip("address add 172.30.0.1/24 dev other");
        Node.Host.Ip("link set other up");
        Switch.Ip("route add 172.30.0.0/24 via 10.77.0.1");
        Node.Host.Ip("address add 10.244.77.1/24 dev docker0");
        Switch.Ip("route add 10.244.77.0/24 via 10.77.0.1");

        using var stray = new Container(Node.Host, 2, "docker0", ("10.244.77.2/24", "10.244.77.1"));
        using var passing = new Container(Node.Host, 3, "other", ("172.30.0.2/24", "172.30.0.1"));

        await Eventually.IsTrue(() => passing.CanPing(Remote), "what is passing through goes on", () => Node.Log);
        Assert.False(stray.CanPing(Remote));
    }

    [Fact]
    public async Task A_release_removes_the_fence()
    {
        await HoldsWithContainerAsync(TimeSpan.FromSeconds(90));
        await Node.Process.StopAsync();
        Assert.NotNull(Node.Host.Held());

        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release"));

        Assert.Null(Node.Host.Held());
    }
}
