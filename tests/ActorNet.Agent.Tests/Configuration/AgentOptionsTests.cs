using System.Collections;
using System.Text;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Tests.Fixtures;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Tests.Configuration;

public sealed class AgentOptionsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_defaults_need_nothing_but_a_node_id()
    {
        var options = Load(flags: ("node-id", ["n1"]));

        Assert.Equal(["http://127.0.0.1:7410/"], options.Coordinators.Select(uri => uri.ToString()));
        Assert.Equal("", options.Pool);
        Assert.Equal("docker0", options.Bridge);
        Assert.Equal("/run/flannel/subnet.env", options.SubnetFile);
        Assert.Equal("/run/docker_opts.env", options.DockerOptionsFile);
        Assert.Equal("/var/lib/actornet/agent", options.StateDirectory);
        Assert.Equal(BackendKind.HostGateway, options.Backend);
        Assert.Equal(TimeSpan.FromSeconds(1), options.ReconcileInterval);
        Assert.Equal(74, options.RouteProtocol);
        Assert.Equal(LogLevel.Information, options.LogLevel);
        Assert.False(options.ReleaseOnStop);
        Assert.Equal("127.0.0.1:7412", options.StatusAddress!.ToString());
        Assert.Empty(options.Warnings);
        Assert.Equal((1, false), (options.MostSubnets, options.GivesBack));
        Assert.Null(options.Mtu);
        Assert.Empty(options.Interfaces);
        Assert.Equal((DockerMode.Bridge, DockerRestart.Never, "/var/run/docker.sock", "/etc/docker/daemon.json"), (options.Docker.Mode, options.Docker.Restart, options.Docker.Socket, options.Docker.DaemonFile));
        Assert.Equal(["systemctl", "restart", "docker.service"], options.Docker.RestartCommand);
        Assert.Null(options.CniConfigFile);
    }

    [Fact]
    public void Docker_is_served_as_the_options_say()
    {
        var options = Load(
            """{ "node-id": "n1", "docker": "daemon-json", "docker-restart": "drain", "docker-restart-command": ["/usr/local/bin/again", "a b", ""] }""");

        Assert.Equal((DockerMode.DaemonJson, DockerRestart.Drain), (options.Docker.Mode, options.Docker.Restart));
        Assert.Equal(["/usr/local/bin/again", "a b", ""], options.Docker.RestartCommand);
    }

    [Fact]
    public void What_Docker_cannot_do_is_refused_by_name()
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Load(
            """{ "node-id": "n1", "docker": "daemon-json", "bridge": "br0", "docker-restart": "sometimes", "docker-socket": "", "docker-restart-command": [""] }"""));

        Assert.Equal(["docker", "docker-restart", "docker-socket", "docker-restart-command"], wrong.Errors.Select(error => error[..error.IndexOf(" (", StringComparison.Ordinal)]));
    }

    [Fact]
    public void The_longest_length_taken_is_no_shorter_than_the_wanted_one()
    {
        var options = Load(flags: [("node-id", ["n1"]), ("ipv4-prefix-length", ["22"]), ("ipv4-longest-prefix-length", ["26"]), ("ipv6-longest-prefix-length", ["72"])]);

        Assert.Equal((22, 26, 0, 72), (options.IPv4PrefixLength, options.IPv4LongestPrefixLength, options.IPv6PrefixLength, options.IPv6LongestPrefixLength));
        var wrong = Assert.Throws<ConfigurationException>(() => Load(flags: [("node-id", ["n1"]), ("ipv4-prefix-length", ["24"]), ("ipv4-longest-prefix-length", ["22"])]));
        Assert.StartsWith("ipv4-longest-prefix-length (flag --ipv4-longest-prefix-length): ", Assert.Single(wrong.Errors), StringComparison.Ordinal);
        Assert.Contains("give 24 to 30", wrong.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_machine_id_is_the_default_node_id()
    {
        var options = new AgentOptionsReader(new RawOptions(), []).Read("4f6e9d0c4f6e9d0c4f6e9d0c4f6e9d0c");

        Assert.Equal("4f6e9d0c4f6e9d0c4f6e9d0c4f6e9d0c", options.Node.Value);
    }

    [Fact]
    public void Flags_win_over_the_environment_and_that_over_the_file()
    {
        var options = Load(
            """{ "node-id": "file", "pool": "file", "mtu": 1400, /* why not */ }""",
            new Hashtable { ["ACTORNET_AGENT_NODE_ID"] = "environment", ["ACTORNET_AGENT_POOL"] = "environment" },
            ("node-id", ["flag"]));

        Assert.Equal(("flag", "environment", 1400), (options.Node.Value, options.Pool, options.Mtu!.Value));
    }

    [Fact]
    public void Variables_of_flannel_that_mean_the_same_win_over_the_file_and_not_over_our_own()
    {
        var flannel = new Hashtable { ["FLANNELD_IFACE"] = "eth1", ["FLANNELD_PUBLIC_IP"] = "10.0.0.7", ["FLANNELD_PUBLIC_IPV6"] = "fd00::7", ["FLANNELD_SUBNET_FILE"] = "/run/other.env" };
        var both = new Hashtable(flannel) { ["ACTORNET_AGENT_INTERFACE"] = "eth2" };

        var options = Load("""{ "node-id": "n", "interface": "eth0" }""", flannel);

        Assert.Equal(("eth1", "/run/other.env"), (Assert.Single(options.Interfaces), options.SubnetFile));
        Assert.Equal(["10.0.0.7", "fd00::7"], options.PublicAddresses.Select(address => address.ToString()));
        Assert.Empty(options.Warnings);
        Assert.Equal(["eth2"], Load("""{ "node-id": "n" }""", both).Interfaces);
        Assert.Equal(["eth3"], Load("""{ "node-id": "n" }""", both, ("interface", ["eth3"])).Interfaces);
    }

    [Fact]
    public void Variables_that_are_flannels_alone_are_passed_over_and_named()
    {
        var options = Load("""{ "node-id": "n" }""", new Hashtable { ["FLANNELD_ETCD_PREFIX"] = "/coreos.com/network", ["FLANNELD_ETCD_ENDPOINTS"] = "http://e:2379", ["FLANNELD_PUBLIC_IP"] = "" });

        Assert.Equal(["FLANNELD_ETCD_ENDPOINTS", "FLANNELD_ETCD_PREFIX"], options.Warnings.Select(warning => warning.Split(' ')[0]));
        Assert.Empty(options.PublicAddresses);
    }

    [Fact]
    public void A_wrong_value_of_flannels_variable_is_named_with_it()
    {
        var errors = Assert.Throws<ConfigurationException>(() => Load("""{ "node-id": "n" }""", new Hashtable { ["FLANNELD_PUBLIC_IP"] = "nowhere" })).Errors;

        Assert.StartsWith("public-address (environment FLANNELD_PUBLIC_IP): ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_are_written_as_each_place_has_them()
    {
        var options = Load(
            """{ "node-id": "n", "labels": { "zone": "a", "rack": 7 }, "preferred-subnets": ["10.1.0.0/24", "10.2.0.0/24"] }""",
            new Hashtable { ["ACTORNET_AGENT_COORDINATORS"] = "http://a:1, http://b:2" },
            ("public-address", ["10.0.0.1", "fd00::1"]));

        Assert.Equal(["rack=7", "zone=a"], options.Labels.Select(label => $"{label.Key}={label.Value}"));
        Assert.Equal(["10.1.0.0/24", "10.2.0.0/24"], options.PreferredSubnets.Select(subnet => subnet.ToString()));
        Assert.Equal(["http://a:1/", "http://b:2/"], options.Coordinators.Select(uri => uri.ToString()));
        Assert.Equal(["10.0.0.1", "fd00::1"], options.PublicAddresses.Select(address => address.ToString()));
    }

    [Fact]
    public void Empty_switches_off()
    {
        var options = Load(flags: [("node-id", ["n"]), ("subnet-file", [""]), ("docker-options-file", [""]), ("bridge", [""]), ("status-address", [""])]);

        Assert.Equal((null, null, null, null), (options.SubnetFile, options.DockerOptionsFile, options.Bridge, options.StatusAddress));
    }

    [Theory]
    [InlineData("node-id", "Node 1")]
    [InlineData("node-id", "-a")]
    [InlineData("pool", "Blue")]
    [InlineData("coordinators", "10.0.0.1:7410")]
    [InlineData("coordinators", "ftp://10.0.0.1")]
    [InlineData("coordinators", "http://10.0.0.1/path")]
    [InlineData("interface", "a/b")]
    [InlineData("interface", "sixteen-letters-")]
    [InlineData("public-address", "10.0.0")]
    [InlineData("public-address", "127.0.0.1")]
    [InlineData("public-address", "fe80::1")]
    [InlineData("backend", "udp")]
    [InlineData("vxlan-vni", "0")]
    [InlineData("vxlan-vni", "16777216")]
    [InlineData("vxlan-port", "65536")]
    [InlineData("direct-routing", "yes")]
    [InlineData("tunnel-checksum-offload", "true")]
    [InlineData("interface-regex", "eth(")]
    [InlineData("interface-can-reach", "gateway")]
    [InlineData("bridge", "br 0")]
    [InlineData("mtu", "100")]
    [InlineData("mtu", "65536")]
    [InlineData("state-directory", "relative")]
    [InlineData("state-directory", "")]
    [InlineData("subnet-file", "relative")]
    [InlineData("subnet-file", "/")]
    [InlineData("subnet-file", "/run/flannel/")]
    [InlineData("docker-options-file", "/run//flannel/subnet.env")]
    [InlineData("cni-config-file", "/run/docker_opts.env")]
    [InlineData("docker-daemon-file", "/run/../run/docker_opts.env")]
    [InlineData("docker-daemon-file", "relative")]
    [InlineData("interface", "docker0")]
    [InlineData("labels", "novalue")]
    [InlineData("labels", "ke y=v")]
    [InlineData("preferred-subnets", "10.0.0.1/24")]
    [InlineData("ipv4-prefix-length", "31")]
    [InlineData("ipv6-prefix-length", "127")]
    [InlineData("ipv4-longest-prefix-length", "31")]
    [InlineData("ipv6-longest-prefix-length", "127")]
    [InlineData("most-subnets", "0")]
    [InlineData("most-subnets", "5")]
    [InlineData("give-back", "maybe")]
    [InlineData("release-on-stop", "maybe")]
    [InlineData("route-protocol", "2")]
    [InlineData("route-protocol", "256")]
    [InlineData("route-protocol", "16")]
    [InlineData("route-protocol", "186")]
    [InlineData("reconcile-interval", "10ms")]
    [InlineData("reconcile-interval", "1")]
    [InlineData("reconcile-interval", "2h")]
    [InlineData("log-level", "loud")]
    [InlineData("status-address", "localhost:7412")]
    [InlineData("status-address", "127.0.0.1")]
    [InlineData("status-address", "127.0.0.1:0")]
    [InlineData("status-address", "127.0.0.1:65536")]
    public void A_wrong_value_is_named_with_where_it_is_from(string key, string value)
    {
        var error = Assert.Single(Assert.Throws<ConfigurationException>(() => Load(flags: key == "node-id" ? [(key, [value])] : [("node-id", ["n"]), (key, [value])])).Errors);

        Assert.StartsWith($"{key} (flag --{key}): ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_named_at_once()
    {
        var errors = Assert.Throws<ConfigurationException>(() => Load(
            """{ "node-id": "n", "mtu": "x", "unknown": 1, "labels": [["nested"]] }""",
            new Hashtable { ["ACTORNET_AGENT_POOL"] = "No!", ["ACTORNET_AGENT_PORT_1"] = "not ours" },
            ("backend", ["x"]))).Errors;

        Assert.Equal(5, errors.Count);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "mtu": 1400, "mtu": 1500 }""")]
    public void A_file_that_is_no_JSON_object_is_an_error(string json) =>
        Assert.Single(Assert.Throws<ConfigurationException>(() => Load(json, flags: ("node-id", ["n"]))).Errors);

    [Fact]
    public void A_named_file_that_is_not_there_is_an_error() => Assert.Throws<ConfigurationException>(
        () => AgentOptionsLoader.Load(_directory["none.json"], new Hashtable(), Flags(("node-id", ["n"]))));

    [Theory]
    [InlineData("rules", "NONE")]
    [InlineData("backend", "Alloc")]
    public void Masquerading_needs_rules_however_their_absence_is_written(string key, string value) =>
        Assert.StartsWith("ip-masquerade ", Assert.Single(Assert.Throws<ConfigurationException>(() => Load(flags: [("node-id", ["n"]), ("ip-masquerade", ["true"]), (key, [value])])).Errors), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_named_by_an_empty_text_is_none() =>
        Assert.Equal("n", AgentOptionsLoader.Load("", new Hashtable { ["ACTORNET_AGENT_CONFIG"] = "" }, Flags(("node-id", ["n"]))).Node.Value);

    [Fact]
    public void A_file_without_end_is_an_error() => Assert.Contains(
        "is larger than", Assert.Single(Assert.Throws<ConfigurationException>(() => AgentOptionsLoader.Load("/dev/zero", new Hashtable(), Flags(("node-id", ["n"])))).Errors), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Every_option_has_a_flag_and_a_variable_of_the_same_name() => Assert.All(OptionCatalogue.All, spec =>
    {
        Assert.Equal($"--{spec.Name}", spec.Flag);
        Assert.Equal($"ACTORNET_AGENT_{spec.Name.ToUpperInvariant().Replace('-', '_')}", spec.EnvironmentVariable);
    });

    private AgentOptions Load(string? json = null, Hashtable? environment = null, params (string Key, string[] Values)[] flags)
    {
        var path = _directory["agent.json"];
        File.WriteAllText(path, json ?? "{}", Encoding.UTF8);
        return AgentOptionsLoader.Load(path, environment ?? [], Flags(flags));
    }

    private static RawOptions Flags(params (string Key, string[] Values)[] flags)
    {
        var options = new RawOptions();
        foreach (var (key, values) in flags)
            options.Set(OptionCatalogue.All.Single(spec => spec.Name == key), [.. values], $"flag --{key}");
        return options;
    }
}
