using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>
/// All of a host's network that an agent could touch, and all files that it writes, without what changes by itself: counters, times that run, link-local addresses, numbers of links. Of two
/// pictures that are the same nothing differs that matters, be it the agent's or somebody else's.
/// </summary>
internal static partial class HostPicture
{
    private const int LongestMatch = 60_000;

    /// <summary>Takes one, a line for each fact.</summary>
    public static string[] Of(Host host, params IEnumerable<string> files) =>
    [
        .. Links(host).Order(StringComparer.Ordinal),
        .. Lines(host, "ip", "-o", "address", "show", "scope", "global").Select(line => line[(line.IndexOf(' ') + 1)..]).Order(StringComparer.Ordinal),
        .. Lines(host, "ip", "-4", "route", "show", "table", "all").Order(StringComparer.Ordinal),
        .. Lines(host, "ip", "-6", "route", "show").Where(line => !line.StartsWith("fe80", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        .. Lines(host, "ip", "-4", "neighbour", "show", "nud", "permanent").Concat(Lines(host, "ip", "-6", "neighbour", "show", "nud", "permanent")).Order(StringComparer.Ordinal),
        .. Lines(host, "bridge", "fdb", "show").Where(line => line.Contains(" dst ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        .. Tables(host),
        .. Lines(host, "iptables-save").Concat(Lines(host, "ip6tables-save")).Where(line => !line.StartsWith('#')).Select(line => Counters().Replace(line, "")),
        .. new[] { "net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding" }.Select(name => $"{name} = {host.ReadSysctl(name)}"),
        .. files.Select(file => $"{file}: {(File.Exists(file) ? File.ReadAllText(file) : "is not there")}{new FileInfo(file).LinkTarget}"),
    ];

    private static IEnumerable<string> Links(Host host)
    {
        foreach (var link in JsonNode.Parse(host.Execute("ip", "-json", "-d", "link", "show"))!.AsArray())
        {
            var (name, info) = ((string)link!["ifname"]!, link["linkinfo"]);
            var isBridge = (string?)info?["info_kind"] == "bridge"; // its address comes and goes with its ports
            var isUp = link["flags"]!.AsArray().Any(flag => (string?)flag == "UP");
            yield return $"{name} {(isUp ? "up" : "down")} mtu {link["mtu"]} {(isBridge ? "" : link["address"])} '{link["ifalias"]}' {info?["info_kind"]} {(isBridge ? "" : info?["info_data"]?.ToJsonString())} in {link["master"]}";
        }
    }

    /// <summary>A table that is made anew comes last, which means nothing; in a table all have their order.</summary>
    private static IEnumerable<string> Tables(Host host) => host.Execute("nft", "-s", "list", "ruleset").Insert(0, "\n")
        .Split("\ntable ", StringSplitOptions.RemoveEmptyEntries)
        .Order(StringComparer.Ordinal)
        .SelectMany(table => table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Times().Replace(line, "")));

    private static string[] Lines(Host host, params string[] command) => host.Execute(command).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@" timeout \S+| expires [^,} ]+", RegexOptions.None, LongestMatch)]
    private static partial Regex Times();

    [GeneratedRegex(@" \[\d+:\d+\]", RegexOptions.None, LongestMatch)]
    private static partial Regex Counters();
}
