using System.Text.Json.Nodes;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A network namespace that plays a host. What the kernel holds is read with <c>ip -json</c>.</summary>
internal sealed class Host(string name, int number)
{
    public string Namespace { get; } = name;

    public string Address { get; } = $"10.77.0.{number}";

    public void Create() => Command.Run("ip", "netns", "add", Namespace);

    public void Delete() => Command.Try("ip", "netns", "delete", Namespace);

    public void Ip(string arguments) => Command.Run("ip", ["-n", Namespace, .. arguments.Split(' ')]);

    public string Execute(params string[] command) => Command.Run("ip", ["netns", "exec", Namespace, .. command]);

    public bool CanPing(string address, string source) =>
        Command.Try("ip", "netns", "exec", Namespace, "ping", "-c", "3", "-i", "0.2", "-W", "2", "-I", source, address).Code == 0;

    public string ReadSysctl(string path) => Execute("cat", $"/proc/sys/{path}").Trim();

    public void WriteSysctl(string path, string value) => Execute("sh", "-c", $"echo {value} > /proc/sys/{path}");

    public bool HasLink(string link) => Command.Try("ip", "-n", Namespace, "link", "show", link).Code == 0;

    public JsonNode Link(string link) => Json($"-d link show {link}")[0]!;

    /// <summary>The global addresses of a link, as <c>10.244.1.1/24</c>.</summary>
    public string[] Addresses(string link) =>
        [.. JsonOf(link, $"address show dev {link} scope global").SelectMany(item => item!["addr_info"]?.AsArray() ?? []).Where(info => info?["local"] is not null).Select(info => $"{info!["local"]}/{info["prefixlen"]}")];

    /// <summary>The routes with a protocol, as <c>10.244.2.0/24 via 10.77.0.2 dev eth0</c>, sorted.</summary>
    public string[] Routes(string protocol = "74") =>
    [
        .. Json($"route show proto {protocol}").Concat(Json($"-6 route show proto {protocol}"))
            .Select(route => $"{route!["dst"]} via {route["gateway"]} dev {route["dev"]}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The permanent neighbours of a link, as <c>10.244.2.0 02:00:0a:f4:02:00</c>, sorted.</summary>
    public string[] Neighbours(string link) =>
    [
        .. JsonOf(link, $"neigh show dev {link} nud permanent").Concat(JsonOf(link, $"-6 neigh show dev {link} nud permanent"))
            .Select(neighbour => $"{neighbour!["dst"]} {neighbour["lladdr"]}")
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The forwarding entries of a tunnel, as <c>02:00:0a:f4:02:00 10.77.0.2</c>, sorted.</summary>
    public string[] Forwarding(string link) =>
    [
        .. OfLink(link, "ip", "netns", "exec", Namespace, "bridge", "-json", "fdb", "show", "dev", link)
            .Where(entry => entry!["dst"] is not null)
            .Select(entry => $"{entry!["mac"]} {entry["dst"]}{(entry["port"] is { } port ? $" port {port}" : "")}{(entry["vni"] is { } vni ? $" vni {vni}" : "")}")
            .Order(StringComparer.Ordinal),
    ];

    public void Bridge(string arguments) => Execute(["bridge", .. arguments.Split(' ')]);

    /// <summary>What the kernel's fence lets pass, sorted; null: there is no fence.</summary>
    public string[]? Held()
    {
        var (code, output, _) = Command.Try("ip", "netns", "exec", Namespace, "nft", "-j", "list", "table", "inet", "actornet");
        return code != 0
            ? null
            :
            [
                .. JsonNode.Parse(output)!["nftables"]!.AsArray()
                    .Select(item => item!["set"])
                    .Where(set => ((string?)set?["name"])?.StartsWith("held", StringComparison.Ordinal) == true)
                    .SelectMany(set => set!["elem"]?.AsArray() ?? [])
                    .Select(element => element!["elem"]!["val"]!)
                    .Select(value => value is JsonObject ? $"{value["prefix"]!["addr"]}/{value["prefix"]!["len"]}" : $"{value}")
                    .Order(StringComparer.Ordinal),
            ];
    }

    private JsonArray Json(string arguments) => Parse(Command.Run("ip", ["-n", Namespace, "-json", .. arguments.Split(' ')]));

    private JsonArray JsonOf(string link, string arguments) => OfLink(link, "ip", ["-n", Namespace, "-json", .. arguments.Split(' ')]);

    /// <summary>What a program says of a link; nothing where there is none, be it that it went while the program looked.</summary>
    private JsonArray OfLink(string link, string program, params string[] arguments)
    {
        if (!HasLink(link))
            return [];

        var (code, output, _) = Command.Try(program, arguments);
        return code == 0 ? Parse(output) : HasLink(link) ? Parse(Command.Run(program, arguments)) : [];
    }

    private static JsonArray Parse(string output) => string.IsNullOrWhiteSpace(output) ? [] : JsonNode.Parse(output)!.AsArray();
}
