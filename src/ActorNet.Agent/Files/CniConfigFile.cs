using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActorNet.Addressing;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Files;

/// <summary>
/// A CNI network configuration list (CNI specification 1.0.0) for the stock <c>bridge</c>, <c>host-local</c> and <c>portmap</c> plugins: containers on the node's bridge, with addresses from all
/// subnets that the node uses. What it is leaving is not in it: new containers start on what it goes to.
/// </summary>
internal static class CniConfigFile
{
    private const string Version = "1.0.0";
    private const string Network = "actornet";

    /// <summary>The bridge where the agent looks after none.</summary>
    private const string OwnBridge = "cni0";

    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n" };

    /// <summary>The content.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="bridge">The bridge that the agent looks after; null: none.</param>
    /// <param name="mtu">The MTU of the containers' interfaces.</param>
    /// <param name="masquerades">Whether the agent masquerades; if not, the plugin has to.</param>
    /// <param name="bridgeIsMade">Whether the agent gives the bridge its addresses. If not, the plugin does, which sets one of an address family only.</param>
    public static string Format(HeldLease lease, string? bridge, int mtu, bool masquerades, bool bridgeIsMade)
    {
        bridgeIsMade &= bridge is not null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Writing))
        {
            json.WriteStartObject();
            json.WriteString("cniVersion", Version);
            json.WriteString("name", Network);
            json.WriteStartArray("plugins");
            WriteBridge(json, lease, bridge ?? OwnBridge, mtu, masquerades, bridgeIsMade);
            WritePortMap(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteBridge(Utf8JsonWriter json, HeldLease lease, string bridge, int mtu, bool masquerades, bool bridgeIsMade)
    {
        var families = lease.Staying.GroupBy(subnet => subnet.Family).Select(family => bridgeIsMade ? family.ToArray() : [family.First()]).ToList();
        json.WriteStartObject();
        json.WriteString("type", "bridge");
        json.WriteString("bridge", bridge);
        json.WriteBoolean("isGateway", !bridgeIsMade);
        json.WriteBoolean("ipMasq", !masquerades);
        json.WriteBoolean("hairpinMode", true);
        json.WriteNumber("mtu", mtu);
        json.WriteStartObject("ipam");
        json.WriteString("type", "host-local");
        json.WriteStartArray("ranges");
        foreach (var family in families)
            WriteRanges(json, family);
        json.WriteEndArray();
        json.WriteStartArray("routes");
        foreach (var family in families)
            WriteDefaultRoute(json, family[0].Family);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A container gets one address of each set of ranges.</summary>
    private static void WriteRanges(Utf8JsonWriter json, IEnumerable<Prefix> subnets)
    {
        json.WriteStartArray();
        foreach (var subnet in subnets)
        {
            var gateway = AddressText.FirstUsable(subnet);
            json.WriteStartObject();
            json.WriteString("subnet", subnet.ToString());
            json.WriteString("gateway", gateway[..gateway.IndexOf('/')]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDefaultRoute(Utf8JsonWriter json, AddressFamily family)
    {
        json.WriteStartObject();
        json.WriteString("dst", family == AddressFamily.InterNetwork ? "0.0.0.0/0" : "::/0");
        json.WriteEndObject();
    }

    private static void WritePortMap(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "portmap");
        json.WriteStartObject("capabilities");
        json.WriteBoolean("portMappings", value: true);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
