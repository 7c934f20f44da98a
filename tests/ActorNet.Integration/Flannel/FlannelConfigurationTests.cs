using ActorNet.Testing;

namespace ActorNet.Integration.Flannel;

/// <summary>The set-up of those who come from flannel: its network configuration is in etcd, and everything else follows from that.</summary>
public sealed class FlannelConfigurationTests : IAsyncLifetime
{
    private readonly TemporaryDirectory directory = new();
    private EtcdCluster etcd = null!;

    public async ValueTask InitializeAsync() => etcd = await EtcdCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await etcd.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task A_node_gets_a_subnet_of_flannels_network_and_the_files_that_flannel_writes()
    {
        await etcd.ControlAsync("put", "/coreos.com/network/config", """{"Network":"192.168.0.0/16"}""");

        var (environment, options) = await StartNodeAsync();

        var bip = environment[1].Replace("FLANNEL_SUBNET=", string.Empty, StringComparison.Ordinal);
        Assert.Matches("^192[.]168[.]([1-9][0-9]*)[.]1/24$", bip);
        Assert.Equal(["FLANNEL_NETWORK=192.168.0.0/16", $"FLANNEL_SUBNET={bip}", "FLANNEL_MTU=1500", "FLANNEL_IPMASQ=false"], environment);
        Assert.Equal(
            [
                $"DOCKER_OPT_BIP=\"--bip={bip}\"", "DOCKER_OPT_IPMASQ=\"--ip-masq=true\"", "DOCKER_OPT_MTU=\"--mtu=1500\"",
                $"DOCKER_OPTS=\" --bip={bip} --ip-masq=true --mtu=1500\"",
            ],
            options);
    }

    [Fact]
    public async Task A_part_of_the_network_is_given_out_and_the_whole_of_it_is_announced()
    {
        await etcd.ControlAsync(
            "put",
            "/coreos.com/network/config",
            """{"Network":"10.0.0.0/8","SubnetLen":20,"SubnetMin":"10.10.0.0","SubnetMax":"10.10.16.0","Backend":{"Type":"vxlan"}}""");

        var (environment, _) = await StartNodeAsync();

        Assert.Equal("FLANNEL_NETWORK=10.0.0.0/8", environment[0]);
        Assert.Contains(environment[1], new[] { "FLANNEL_SUBNET=10.10.0.1/20", "FLANNEL_SUBNET=10.10.16.1/20" });
    }

    /// <summary>Starts a coordinator and an agent, which leaves the kernel alone; gives the lines of its files.</summary>
    private async Task<(string[] Environment, string[] Options)> StartNodeAsync()
    {
        var (environment, options) = (directory.Combine("subnet.env"), directory.Combine("docker_opts.env"));
        await using var coordinator = await LocalCoordinator.StartAsync(etcd);
        await using var agent = RunningProgram.Start(
            Programs.Agent,
            "run",
            "--coordinators", $"http://127.0.0.1:{coordinator.Port}",
            "--node-id", "minion-1",
            "--backend", "alloc",
            "--mtu", "1500",
            "--state-directory", directory.Combine("agent"),
            "--subnet-file", environment,
            "--docker-options-file", options);
        await Eventually.HoldsAsync("both files", () => Task.FromResult(File.Exists(environment) && File.Exists(options)), evidence: () => agent.Log + coordinator.Log);
        return (await File.ReadAllLinesAsync(environment), await File.ReadAllLinesAsync(options));
    }
}
