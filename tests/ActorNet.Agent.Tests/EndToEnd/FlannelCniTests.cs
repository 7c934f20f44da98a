using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>
/// Two nodes that have been set up for flannel's CNI plugin, with our agent in flanneld's place: the plugin's reader is stood in for (<see cref="FlannelPluginLike"/>), file, agents, bridge, host-local
/// and portmap are real.
/// </summary>
public sealed class FlannelCniTests : IAsyncLifetime
{
    private readonly Lab _lab = new(hosts: 2);
    private readonly List<AgentNode> _nodes = [];
    private readonly List<CniRuntime> _runtimes = [];
    private ScriptedCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync()
    {
        _coordinator = new ScriptedCoordinator(_lab);
        _coordinator.Leases.Pool.Cidrs.Add("fd78::/48");
        await _coordinator.StartAsync();
        foreach (var number in Enumerable.Range(1, 2))
        {
            _coordinator.Leases.Assign($"n{number}", $"10.244.{number}.0/24", $"fd78:0:0:{number}::/64");
            _nodes.Add(new AgentNode(_lab[number], $"n{number}", _coordinator.Url));
            _runtimes.Add(new CniRuntime(_lab[number]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _runtimes.ForEach(runtime => runtime.Dispose());
        _nodes.ForEach(node => node.Dispose());
        await _coordinator.DisposeAsync();
        _lab.Dispose();
    }

    [Theory]
    [InlineData("host-gw", "", "false", 1500)]
    [InlineData("host-gw", "cni0", "true", 1500)]
    [InlineData("vxlan", "", "true", 1430)]
    [InlineData("vxlan", "cni0", "false", 1430)] // other nodes are reached over IPv6 as well
    public async Task Containers_of_two_nodes_reach_each_other_whether_the_plugin_or_the_agent_makes_the_bridge(string backend, string bridge, string masquerades, int mtu)
    {
        foreach (var node in _nodes)
            node.Start("--backend", backend, "--bridge", bridge, "--ip-masquerade", masquerades, "--docker", "none");
        foreach (var node in _nodes)
            await Eventually.IsTrue(() => File.Exists(node.SubnetFile) && node.Host.Routes().Length == 2, "it has subnet.env and routes to the other node", () => node.Log);
        var lists = _nodes.Select(node => FlannelPluginLike.Delegate(File.ReadAllText(node.SubnetFile))).ToArray();

        var addresses = _runtimes.Zip(lists).Select(pair => pair.First.Add(pair.Second, "c1")).ToArray();

        Assert.Equal([["10.244.1.2/24", "fd78:0:0:1::2/64"], ["10.244.2.2/24", "fd78:0:0:2::2/64"]], addresses);
        foreach (var (runtime, number) in _runtimes.Zip([2, 1]))
        {
            await Eventually.IsTrue(() => runtime.CanPing("c1", $"10.244.{number}.2"), $"10.244.{number}.2 answers", () => _nodes[0].Log);
            await Eventually.IsTrue(() => runtime.CanPing("c1", $"fd78:0:0:{number}::2"), $"fd78:0:0:{number}::2 answers", () => _nodes[0].Log);
        }

        var links = _runtimes[0].Execute("c1", "ip", "address", "show", "dev", "eth0");
        Assert.Contains($"mtu {mtu}", links, StringComparison.Ordinal);
        Assert.Contains("default via 10.244.1.1", _runtimes[0].Execute("c1", "ip", "route"), StringComparison.Ordinal);
        Assert.Equal(["10.244.1.1/24", "fd78:0:0:1::1/64"], _nodes[0].Host.Addresses("cni0"));

        _runtimes[0].Delete(lists[0], "c1");
        Assert.Empty(_runtimes[0].Reserved("cbr0"));
        Assert.False(_runtimes[1].CanPing("c1", "10.244.1.2"));
    }

    [Theory]
    [InlineData("FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n", "SUBNET")]
    [InlineData("FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24 \nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n", "CIDR")]
    [InlineData("FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=\"10.244.1.1/24\"\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n", "CIDR")]
    [InlineData("FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.01.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n", "CIDR")]
    [InlineData("FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=+1450\nFLANNEL_IPMASQ=true\n", "1450")]
    [InlineData("FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\n", "IPMASQ")]
    [InlineData("FLANNEL_NETWORK\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n", "crashes")]
    public void What_stands_in_for_the_plugin_refuses_what_the_plugin_refuses(string file, string word) =>
        Assert.Contains(word, Assert.Throws<FormatException>(() => FlannelPluginLike.Delegate(file)).Message, StringComparison.Ordinal);
}
