using System.Net;
using ActorNet.Addressing;
using ActorNet.Integration.DataPath;
using ActorNet.Testing;

namespace ActorNet.Integration.Deploy;

/// <summary>The agent's unit as it is delivered, run by systemd itself on a host with Docker's own unit; another node has a container to talk to.</summary>
public sealed class SystemdTests : IAsyncLifetime
{
    private const string Unit = SystemdMachine.AgentUnit;

    /// <summary>That of <c>deploy/README.md</c>; where Docker is, is the distribution's business.</summary>
    private const string DockerTakesOptions = """
        [Unit]
        Wants=actornet-agent.service
        After=actornet-agent.service

        [Service]
        EnvironmentFile=/run/docker_opts.env
        ExecStart=
        ExecStart=/usr/bin/env dockerd --host fd:// $DOCKER_OPTS
        """;

    private const string DockerComesAfter = """
        [Unit]
        Wants=actornet-agent.service
        After=actornet-agent.service
        """;

    private readonly TemporaryDirectory directory = new();
    private DataPath.Cluster cluster = null!;
    private Container far = null!;
    private Node node = null!;
    private SystemdMachine? machine;

    private SystemdMachine Machine => machine!;

    public async ValueTask InitializeAsync()
    {
        cluster = await DataPath.Cluster.StartAsync(1);
        far = await cluster.AddContainerAsync(cluster.Nodes[0]);
        node = await cluster.AddHostAsync(9);
    }

    public async ValueTask DisposeAsync()
    {
        if (machine is not null)
        {
            await machine.DisposeAsync();
        }

        await cluster.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Docker_waits_for_the_agent_which_waits_for_a_coordinator()
    {
        await cluster.KillCoordinatorAsync();
        await StartMachineAsync();
        await Machine.AddDropInAsync("docker.service", DockerTakesOptions);

        await Machine.RunAsync("systemctl", "start", "--no-block", "docker");
        await Machine.EventuallyAsync("the agent asks for a lease", async () => (await Machine.JournalAsync()).Contains("No lease was given", StringComparison.Ordinal));
        Assert.Equal(("activating", "inactive"), (await Machine.StateAsync(Unit), await Machine.StateAsync("docker.service")));
        cluster.StartCoordinator();
        await Machine.EventuallyAsync("Docker has started", async () => await Machine.StateAsync("docker.service") == "active");

        var subnet = await SubnetAsync();
        Assert.Equal("active", await Machine.StateAsync(Unit));
        Assert.Contains($"--bip={subnet.FirstUsable}/{subnet.Length}", await Machine.ReadAsync("/run/docker_opts.env"), StringComparison.Ordinal);
        Assert.True(subnet.Contains(IPAddress.Parse(await Machine.RunContainerAsync("one"))));
        await Machine.RunAsync("docker", "exec", "one", "/bin/ping", "-c", "3", "-W", "5", far.Address);
        Assert.Contains($"Status: \"Holding {subnet} ", await Machine.RunAsync("systemctl", "status", "--no-pager", Unit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_systemd_does_to_the_agent_no_packet_is_lost()
    {
        await StartMachineAsync();
        await Machine.RunAsync("systemctl", "start", Unit);
        var subnet = await SubnetAsync();
        var near = await cluster.AddContainerAsync(node);
        await Machine.EventuallyAsync("the containers reach each other", () => near.CanPingAsync(far.Address));
        await using var ping = Pings.Start(far, near.Address);

        await Machine.RunAsync("systemctl", "restart", Unit);
        await Machine.RunAsync("systemctl", "stop", Unit);
        await Machine.RunAsync("systemctl", "start", Unit);
        await IsStartedAgainAfterAsync("KILL");
        await IsStartedAgainAfterAsync("STOP"); // the watchdog finds it

        Assert.Equal(subnet, await SubnetAsync());
        Assert.Contains("Watchdog timeout", await Machine.JournalAsync(), StringComparison.Ordinal);
        await Pings.AssertLosesNothingAsync(ping);
    }

    /// <summary>With Docker running before, as on a machine that gets the agent today.</summary>
    [Theory]
    [InlineData("nft")]
    [InlineData("legacy")]
    public async Task In_its_sandbox_the_agent_can_do_all_that_it_has_to(string iptables)
    {
        await StartMachineAsync("ACTORNET_AGENT_DOCKER=daemon-json", "ACTORNET_AGENT_DOCKER_RESTART=drain", "ACTORNET_AGENT_IP_MASQUERADE=true", "ACTORNET_AGENT_BACKEND=vxlan", "ACTORNET_AGENT_TUNNEL_CHECKSUM_OFFLOAD=off", "ACTORNET_AGENT_RULES=iptables");
        await Machine.RunAsync("sh", "-c", $"for name in iptables iptables-save iptables-restore; do ln -sf /usr/sbin/${{name%%-*}}-{iptables}${{name#iptables}} /etc/alternatives/$name; done");
        await Machine.AddDropInAsync("docker.service", DockerComesAfter.Replace("Wants=actornet-agent.service", "", StringComparison.Ordinal));
        await Machine.WriteAsync("/etc/docker/daemon.json", """{ "bip": "192.168.99.1/24", "debug": true }""");
        await Machine.RunAsync("systemctl", "start", "docker");
        await Machine.RunContainerAsync("one");

        await Machine.RunAsync("systemctl", "start", Unit);
        await Machine.EventuallyAsync("the agent has moved Docker and is ready", async () => (await Machine.TryAgentAsync("status")).ExitCode == 0);

        var subnet = await SubnetAsync();
        var (address, filters, tables) = (await Machine.RunAsync("docker", "inspect", "--format", "{{.NetworkSettings.IPAddress}}", "one"), await Machine.RunAsync("iptables-save"), await Machine.RunAsync("nft", "list", "tables"));
        Assert.True(subnet.Contains(IPAddress.Parse(address)), $"{address} is not in {subnet}");
        Assert.Contains($"\"bip\": \"{subnet.FirstUsable}/{subnet.Length}\"", await Machine.ReadAsync("/etc/docker/daemon.json"), StringComparison.Ordinal);
        Assert.Contains("-j MASQUERADE --random-fully", filters, StringComparison.Ordinal);
        Assert.Contains("table inet actornet\n", tables, StringComparison.Ordinal);
        await Machine.RunAsync("docker", "exec", "one", "/bin/ping", "-c", "3", "-W", "5", Network.AddressOf(100));
        var check = await Machine.TryAgentAsync("check");
        Assert.True(check.ExitCode == 0, check.Output + check.Error);

        await Machine.RunAsync("docker", "stop", "one");
        await Machine.RunAsync("systemctl", "stop", "docker", "docker.socket", Unit);
        Assert.Equal(0, (await Machine.TryAgentAsync("cleanup")).ExitCode);
        Assert.DoesNotContain("ACTORNET", await Machine.RunAsync("iptables-save"), StringComparison.Ordinal);
        Assert.Equal(0, (await Machine.TryAgentAsync("release")).ExitCode);
        Assert.DoesNotContain(node.Name, (await cluster.SubnetsAsync()).Keys);
        Assert.Contains("192.168.99.1/24", await Machine.ReadAsync("/etc/docker/daemon.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_its_sandbox_the_agent_writes_a_CNI_configuration()
    {
        const string File = "/etc/cni/net.d/10-actornet.conflist";
        await StartMachineAsync("ACTORNET_AGENT_BRIDGE=cni0", "ACTORNET_AGENT_RULES=nftables", $"ACTORNET_AGENT_CNI_CONFIG_FILE={File}");

        await Machine.RunAsync("systemctl", "start", Unit);

        Assert.Contains((await SubnetAsync()).ToString(), await Machine.ReadAsync(File), StringComparison.Ordinal);
        Assert.Contains("FLANNEL_SUBNET=", await Machine.ReadAsync("/run/flannel/subnet.env"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_wrong_options_it_is_not_started_again()
    {
        await StartMachineAsync("ACTORNET_AGENT_MTU=12");

        Assert.NotEqual(0, (await Machine.TryRunAsync("systemctl", "start", Unit)).ExitCode);

        Assert.Equal(("failed", "2", "0"), (await Machine.StateAsync(Unit), await Machine.PropertyAsync(Unit, "ExecMainStatus"), await Machine.PropertyAsync(Unit, "NRestarts")));
        Assert.Contains("ACTORNET_AGENT_MTU", await Machine.JournalAsync(), StringComparison.Ordinal);
    }

    private async Task StartMachineAsync(params string[] options) => machine = await SystemdMachine.StartAsync(
        node.Host, directory.Combine("machine"), [$"ACTORNET_AGENT_COORDINATORS={DataPath.Cluster.Endpoint}", $"ACTORNET_AGENT_NODE_ID={node.Name}", .. options]);

    private async Task IsStartedAgainAfterAsync(string signal)
    {
        var before = await Machine.PropertyAsync(Unit, "MainPID");
        await Machine.RunAsync("systemctl", "kill", "--kill-whom", "main", "--signal", signal, Unit);
        await Machine.EventuallyAsync($"another agent runs after SIG{signal}", async () => await Machine.PropertyAsync(Unit, "MainPID") != before && await Machine.StateAsync(Unit) == "active");
    }

    private async Task<Prefix> SubnetAsync() => Prefix.Parse((await cluster.SubnetsAsync())[node.Name]);
}
