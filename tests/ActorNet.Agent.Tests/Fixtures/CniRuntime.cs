using System.Text.Json.Nodes;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>
/// Calls the stock CNI plugins (Debian's <c>containernetworking-plugins</c>) on a host as a container runtime does: all of a list one after the other, each with the result of the one before it. A
/// container is a network namespace.
/// </summary>
internal sealed class CniRuntime(Host host) : IDisposable
{
    private const string Plugins = "/usr/lib/cni";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _containers = [];

    /// <summary>The addresses that host-local has given out of a network's and that are not back.</summary>
    public IEnumerable<string> Reserved(string network) =>
        Directory.GetFiles(_directory[$"ipam/{network}"]).Select(file => Path.GetFileName(file)).Where(name => char.IsAsciiHexDigit(name[0]) && name.Any(character => character is '.' or ':'));

    /// <summary>Makes a container and adds it to a network; gives its addresses.</summary>
    public string[] Add(string list, string container)
    {
        _containers.Add(NamespaceOf(container));
        Command.Run("ip", "netns", "add", NamespaceOf(container));
        Command.Run("ip", "-n", NamespaceOf(container), "link", "set", "lo", "up");
        JsonNode? result = null;
        foreach (var plugin in PluginsOf(list))
            result = JsonNode.Parse(Call("ADD", list, plugin, result, container))!;
        return [.. result!["ips"]!.AsArray().Select(ip => (string)ip!["address"]!)];
    }

    /// <summary>Removes a container from a network.</summary>
    public void Delete(string list, string container)
    {
        foreach (var plugin in PluginsOf(list).Reverse())
            Call("DEL", list, plugin, null, container);
    }

    /// <summary>Runs something in a container.</summary>
    public string Execute(string container, params string[] command) => Command.Run("ip", ["netns", "exec", NamespaceOf(container), .. command]);

    public bool CanPing(string container, string address) => Command.Try("ip", "netns", "exec", NamespaceOf(container), "ping", "-c", "3", "-i", "0.2", "-W", "2", address).Code == 0;

    public void Dispose()
    {
        foreach (var container in _containers)
            Command.Try("ip", "netns", "delete", container);
        _directory.Dispose();
    }

    private static IEnumerable<JsonNode> PluginsOf(string list) => JsonNode.Parse(list)!["plugins"]!.AsArray().OfType<JsonNode>();

    private string NamespaceOf(string container) => $"{host.Namespace}{container}";

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
            "ip", "netns", "exec", host.Namespace,
            "env", $"CNI_COMMAND={command}", $"CNI_CONTAINERID={NamespaceOf(container)}", $"CNI_NETNS=/run/netns/{NamespaceOf(container)}", "CNI_IFNAME=eth0", $"CNI_PATH={Plugins}",
            "sh", "-c", "exec \"$0\" < \"$1\"", $"{Plugins}/{config["type"]}", file);
        return code == 0 ? output : throw new InvalidOperationException($"{config["type"]} {command}: {output}{error}");
    }
}
