using System.Text.Json.Nodes;
using ActorNet.Addressing;
using ActorNet.Agent.Files;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.Files;

/// <summary>The stock plugins (Debian's <c>containernetworking-plugins</c>) with what the agent writes, called as a container runtime calls them.</summary>
public sealed class CniConfigFileTests : IDisposable
{
    private const string Plugins = "/usr/lib/cni";

    private readonly Lab _lab = new(hosts: 1);
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _containers = [];

    private Host Host => _lab[1];

    public void Dispose()
    {
        foreach (var container in _containers)
            Command.Try("ip", "netns", "delete", container);
        _lab.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_container_gets_an_address_of_each_family_and_reaches_the_bridge_and_the_outside()
    {
        Bridge("10.244.1.1/24", "fd78:0:0:1::1/64");
        var config = CniConfigFile.Format(Lease("10.244.1.0/24", "fd78:0:0:1::/64"), "cni0", 1400, masquerades: false, bridgeIsMade: true);

        var result = Add(config, "c1");

        Assert.Equal(["10.244.1.2/24", "fd78:0:0:1::2/64"], Addresses(result));
        Assert.True(CanPing("c1", "10.244.1.1"));
        Assert.True(CanPing("c1", "fd78:0:0:1::1"));
        Assert.True(CanPing("c1", Lab.SwitchAddress)); // which has no route back: masqueraded
        Assert.Contains("mtu 1400", Command.Run("ip", "-n", Container("c1"), "link", "show", "eth0"), StringComparison.Ordinal);

        Delete(config, "c1");
        Assert.False(CanPing("c1", "10.244.1.1"));
        Assert.DoesNotContain(Directory.GetFiles(_directory["ipam/actornet"]), file => Path.GetFileName(file).StartsWith("10.", StringComparison.Ordinal));
    }

    [Fact]
    public void When_one_subnet_is_full_addresses_come_from_the_next_and_each_container_has_its_gateway()
    {
        Bridge("10.244.1.1/30", "10.244.9.1/24");
        var config = CniConfigFile.Format(Lease("10.244.1.0/30", "10.244.9.0/24"), "cni0", 1500, masquerades: false, bridgeIsMade: true);

        var addresses = new[] { "c1", "c2" }.SelectMany(container => Addresses(Add(config, container))).ToArray();

        Assert.Equal(["10.244.1.2/30", "10.244.9.2/24"], addresses);
        Assert.True(CanPing("c1", "10.244.9.2"));
        Assert.True(CanPing("c2", Lab.SwitchAddress));
    }

    [Fact]
    public void A_container_of_the_subnet_that_the_node_leaves_can_still_be_removed_and_new_ones_start_on_the_other()
    {
        Bridge("10.244.1.1/24");
        var before = CniConfigFile.Format(Lease("10.244.1.0/24"), "cni0", 1500, masquerades: false, bridgeIsMade: true);
        Add(before, "c1");
        Host.Ip("address add 10.244.2.1/24 dev cni0");
        var moving = Lease("10.244.2.0/24", "10.244.1.0/24") with { Leaving = [Prefix.Parse("10.244.1.0/24")] };
        var after = CniConfigFile.Format(moving, "cni0", 1500, masquerades: false, bridgeIsMade: true);

        Assert.Equal(["10.244.2.2/24"], Addresses(Add(after, "c2")));
        Assert.True(CanPing("c2", "10.244.1.2"));
        Delete(after, "c1");
        Delete(after, "c2");
    }

    [Fact]
    public void Where_the_agent_makes_no_bridge_the_plugin_makes_one()
    {
        var config = CniConfigFile.Format(Lease("10.244.1.0/24", "10.244.9.0/24"), null, 1500, masquerades: false, bridgeIsMade: false);

        Assert.Equal(["10.244.1.2/24"], Addresses(Add(config, "c1")));
        Assert.Equal(["10.244.1.1/24"], Host.Addresses("cni0"));
        Assert.True(CanPing("c1", "10.244.1.1"));
    }

    private static HeldLease Lease(params string[] subnets) =>
        new("default", [.. subnets.Select(Prefix.Parse)], new Epoch(1), TimeSpan.FromHours(1), [Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd78::/48")]);

    private static string[] Addresses(JsonNode result) => [.. result["ips"]!.AsArray().Select(ip => (string)ip!["address"]!)];

    /// <summary>What the agent does.</summary>
    private void Bridge(params string[] addresses)
    {
        Host.Ip("link add cni0 type bridge");
        Host.Ip("link set cni0 up");
        foreach (var address in addresses)
            Host.Ip($"address add {address} dev cni0{(address.Contains(':') ? " nodad" : "")}");
        Host.WriteSysctl("net/ipv4/ip_forward", "1");
    }

    private string Container(string name) => $"{Host.Namespace}{name}";

    private JsonNode Add(string config, string container)
    {
        _containers.Add(Container(container));
        Command.Run("ip", "netns", "add", Container(container));
        Command.Run("ip", "-n", Container(container), "link", "set", "lo", "up");
        JsonNode? result = null;
        foreach (var plugin in JsonNode.Parse(config)!["plugins"]!.AsArray())
            result = JsonNode.Parse(Call("ADD", config, plugin!, result, container))!;
        return result!;
    }

    private void Delete(string config, string container)
    {
        foreach (var plugin in JsonNode.Parse(config)!["plugins"]!.AsArray().Reverse())
            Call("DEL", config, plugin!, null, container);
    }

    /// <summary>Calls a plugin of the list as the CNI specification says: name and version of the list, the result before it, its own keys.</summary>
    private string Call(string command, string list, JsonNode plugin, JsonNode? previous, string container)
    {
        var config = plugin.DeepClone();
        config["cniVersion"] = JsonNode.Parse(list)!["cniVersion"]!.DeepClone();
        config["name"] = JsonNode.Parse(list)!["name"]!.DeepClone();
        if (previous is not null)
            config["prevResult"] = previous.DeepClone();
        if (config["ipam"] is { } ipam)
            ipam["dataDir"] = _directory["ipam"]; // not the host's
        if ((string)config["type"]! == "portmap")
            config["runtimeConfig"] = new JsonObject { ["portMappings"] = new JsonArray(new JsonObject { ["hostPort"] = 8080, ["containerPort"] = 80, ["protocol"] = "tcp" }) };

        var file = _directory[$"{container}-{command}-{config["type"]}.json"];
        File.WriteAllText(file, config.ToJsonString());
        var (code, output, error) = Command.Try(
            "ip", "netns", "exec", Host.Namespace,
            "env", $"CNI_COMMAND={command}", $"CNI_CONTAINERID={Container(container)}", $"CNI_NETNS=/run/netns/{Container(container)}", "CNI_IFNAME=eth0", $"CNI_PATH={Plugins}",
            "sh", "-c", "exec \"$0\" < \"$1\"", $"{Plugins}/{config["type"]}", file);
        return code == 0 ? output : throw new InvalidOperationException($"{config["type"]} {command}: {output}{error}");
    }

    private bool CanPing(string container, string address) => Command.Try("ip", "netns", "exec", Container(container), "ping", "-c", "3", "-i", "0.2", "-W", "2", address).Code == 0;
}
