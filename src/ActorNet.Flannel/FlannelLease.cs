using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorNet.Flannel;

/// <summary>
/// The value of a lease's key (flannel v0.28, pkg/lease/lease.go, LeaseAttrs): members in flannel's order and without spaces; those of backends are left out when
/// they are empty, <c>PublicIPv6</c> never is.
/// </summary>
internal sealed record FlannelLease
{
    /// <summary>The type under which no backend of flannel's makes routes.</summary>
    public const string Alloc = "alloc";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The node's IPv4 address, by which flannel knows the node; null for none.</summary>
    public IPAddress? PublicIp { get; init; }

    /// <summary>Its IPv6 address; null for none.</summary>
    public IPAddress? PublicIpv6 { get; init; }

    /// <summary>How packets get to it: <c>vxlan</c>, <c>host-gw</c>, <c>alloc</c> and others.</summary>
    public string BackendType { get; init; } = "";

    /// <summary>What the backend needs for IPv4, as JSON; null for nothing.</summary>
    public string? BackendData { get; init; }

    /// <summary>The same for IPv6.</summary>
    public string? BackendV6Data { get; init; }

    /// <summary>Says that it is ActorNet's; null: it is a flanneld's.</summary>
    public FlannelMark? Mark { get; init; }

    /// <summary>The address by which flannel knows the node: IPv4 where it has one.</summary>
    public IPAddress? Address => PublicIp is { } ipv4 && !ipv4.Equals(IPAddress.Any) ? ipv4 : PublicIpv6;

    /// <summary>The VXLAN network identifier and the tunnel end point's MAC address that a backend's data name; nulls where they do not.</summary>
    public static (int? Vni, string? Mac) ReadVxlan(string? data)
    {
        if (data is null)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(data);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return default;
            }

            var vni = Find(document.RootElement, "VNI") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : (int?)null;
            return (vni, Find(document.RootElement, "VtepMAC") is { ValueKind: JsonValueKind.String } mac ? mac.GetString() : null);
        }
        catch (InvalidOperationException)
        {
            return default; // Names and texts that are not Unicode are found only when they are read.
        }
    }

    /// <summary>A VXLAN backend's data.</summary>
    public static string WriteVxlan(int vni, string mac) => $$"""{"VNI":{{vni}},"VtepMAC":"{{mac}}"}""";

    /// <summary>Reads a value; false where flannel would pass over it as well, or where it names no node.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out FlannelLease? lease, [NotNullWhen(false)] out string? problem)
    {
        (lease, problem) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                problem = $"it is a JSON {root.ValueKind}, and not an object";
                return false;
            }

            lease = new FlannelLease
            {
                PublicIp = ReadAddress(root, "PublicIP", AddressFamily.InterNetwork),
                PublicIpv6 = ReadAddress(root, "PublicIPv6", AddressFamily.InterNetworkV6),
                BackendType = Find(root, "BackendType")?.GetString() ?? "",
                BackendData = ReadRaw(root, "BackendData"),
                BackendV6Data = ReadRaw(root, "BackendV6Data"),
                Mark = ReadMark(root),
            };
            problem = lease.Address is null ? "it names no public address" : null;
            return problem is null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // What is of another type than it must be, and text that is not Unicode, are invalid operations.
            problem = exception.Message.TrimEnd('.');
            return false;
        }
    }

    /// <summary>The value.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("PublicIP", (PublicIp ?? IPAddress.Any).ToString());
            if (PublicIpv6 is null)
            {
                writer.WriteNull("PublicIPv6");
            }
            else
            {
                writer.WriteString("PublicIPv6", PublicIpv6.ToString());
            }

            WriteUnlessEmpty(writer, "BackendType", BackendType.Length > 0 ? JsonSerializer.Serialize(BackendType) : null);
            WriteUnlessEmpty(writer, "BackendData", BackendData);
            WriteUnlessEmpty(writer, "BackendV6Data", BackendV6Data);
            if (Mark is { } mark)
            {
                writer.WriteStartObject("ActorNet");
                writer.WriteString("Pool", mark.Pool);
                writer.WriteString("Node", mark.Node);
                writer.WriteNumber("Epoch", mark.Epoch);
                if (mark.IsReturned)
                {
                    writer.WriteBoolean("Returned", true);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }
    }

    private static IPAddress? ReadAddress(JsonElement root, string name, AddressFamily family)
    {
        if (Find(root, name) is not { } value || value.GetString() is not { Length: > 0 } text)
        {
            return null;
        }

        // Four numbers, as Go reads them: .NET takes "10.0.0" and "10" as well.
        return IPAddress.TryParse(text, out var address) && address.AddressFamily == family && (family == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? address
            : throw new FormatException($"its {name}, '{text}', is no address of that family");
    }

    private static string? ReadRaw(JsonElement root, string name) => Find(root, name)?.GetRawText();

    private static FlannelMark? ReadMark(JsonElement root)
    {
        if (Find(root, "ActorNet") is not { ValueKind: JsonValueKind.Object } mark)
        {
            return null;
        }

        return new FlannelMark(
            Find(mark, "Pool")?.GetString() ?? "",
            Find(mark, "Node")?.GetString() ?? "",
            Find(mark, "Epoch")?.GetInt64() ?? 0,
            Find(mark, "Returned")?.GetBoolean() ?? false);
    }

    /// <summary>A member, in any letter case as Go's encoding/json has it; null where it is not there, or null.</summary>
    private static JsonElement? Find(JsonElement root, string name)
    {
        JsonElement? found = null;
        foreach (var member in root.EnumerateObject().Where(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            found = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
        }

        return found;
    }
}
