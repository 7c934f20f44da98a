using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorNet.Agent.DataPlane;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>
/// Stands in for flannel's CNI plugin, which Debian does not have: from its part of a network configuration and from <c>subnet.env</c> it makes the configuration that the plugin hands to the stock
/// bridge plugin (flannel-io/cni-plugin v1.9, by its documentation and what it does). The plugins that it delegates to are real ones; this reader is not, so it is as strict as the plugin's.
/// </summary>
internal static partial class FlannelPluginLike
{
    /// <summary>The list as flannel's manifest for Kubernetes installs it.</summary>
    public const string List = """
        {
          "name": "cbr0",
          "cniVersion": "0.3.1",
          "plugins": [
            { "type": "flannel", "delegate": { "hairpinMode": true, "isDefaultGateway": true } },
            { "type": "portmap", "capabilities": { "portMappings": true } }
          ]
        }
        """;

    /// <summary>The list with what the plugin delegates in its own place.</summary>
    /// <param name="subnetFile">The content of <c>subnet.env</c>.</param>
    /// <exception cref="FormatException">The plugin would refuse the file, or not survive it.</exception>
    public static string Delegate(string subnetFile)
    {
        var list = JsonNode.Parse(List)!;
        var plugin = list["plugins"]![0]!["delegate"]!.DeepClone().AsObject();
        var values = Read(subnetFile);
        plugin["type"] = "bridge";
        plugin["ipMasq"] = values["FLANNEL_IPMASQ"] != "true"; // who does not masquerade leaves it to the bridge plugin
        plugin["mtu"] = uint.Parse(values["FLANNEL_MTU"], NumberStyles.None, CultureInfo.InvariantCulture);
        plugin["isGateway"] = true;
        plugin["ipam"] = new JsonObject
        {
            ["type"] = "host-local",
            ["ranges"] = new JsonArray([.. Networks(values, "FLANNEL_SUBNET", "FLANNEL_IPV6_SUBNET").Select(subnet => new JsonArray(new JsonObject { ["subnet"] = subnet }))]),
            ["routes"] = new JsonArray([.. Networks(values, "FLANNEL_NETWORK", "FLANNEL_IPV6_NETWORK").Select(network => new JsonObject { ["dst"] = network })]),
        };
        list["plugins"]![0] = plugin;
        return list.ToJsonString();
    }

    private static Dictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>();
        foreach (var line in text.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line))
        {
            var parts = line.Split('=', 2);
            if (Known.Contains(parts[0]))
                values[parts[0]] = parts.Length == 2 ? parts[1] : throw new FormatException($"'{line}' has no value: the plugin crashes");
        }

        foreach (string[] oneOf in (string[][])[["FLANNEL_NETWORK", "FLANNEL_IPV6_NETWORK"], ["FLANNEL_SUBNET", "FLANNEL_IPV6_SUBNET"], ["FLANNEL_MTU"], ["FLANNEL_IPMASQ"]])
        {
            if (!oneOf.Any(values.ContainsKey))
                throw new FormatException($"{string.Join(" and ", oneOf)} is missing");
        }

        return values;
    }

    private static IEnumerable<string> Networks(Dictionary<string, string> values, params string[] keys) =>
        from key in keys
        where values.ContainsKey(key)
        from network in key.EndsWith("NETWORK", StringComparison.Ordinal) ? values[key].Split(',') : [values[key]]
        select NetworkOf(network);

    /// <summary>As Go's <c>net.ParseCIDR</c>: an address in full, without leading zeros or a zone, and a length; what the length leaves over goes.</summary>
    private static string NetworkOf(string text) =>
        Cidr().IsMatch(text) && InterfaceAddress.TryParse(text, out var address) ? $"{address.Network}" : throw new FormatException($"invalid CIDR address: '{text}'");

    private static readonly HashSet<string> Known = ["FLANNEL_NETWORK", "FLANNEL_SUBNET", "FLANNEL_IPV6_NETWORK", "FLANNEL_IPV6_SUBNET", "FLANNEL_MTU", "FLANNEL_IPMASQ"];

    [GeneratedRegex(@"^((0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/(0|[1-9][0-9]{0,2})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cidr();
}
