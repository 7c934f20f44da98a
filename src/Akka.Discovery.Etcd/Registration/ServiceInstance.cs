using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace Akka.Discovery.Etcd.Registration;

/// <summary>What etcd keeps about one instance of a service, as JSON.</summary>
internal sealed record ServiceInstance(
    [property: JsonPropertyName("host"), JsonRequired] string Host,
    [property: JsonPropertyName("port"), JsonRequired] int Port,
    [property: JsonPropertyName("portName"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PortName = null,
    [property: JsonPropertyName("protocol"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Protocol = null)
{
    public ByteString ToBytes() => UnsafeByteOperations.UnsafeWrap(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Reads what <see cref="ToBytes"/> has written.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ServiceInstance Parse(ByteString bytes) =>
        JsonSerializer.Deserialize<ServiceInstance>(bytes.Span) is { Host.Length: > 0, Port: >= 0 and <= ushort.MaxValue } instance
            ? instance
            : throw new JsonException("it needs a host and a port");

    /// <summary>Whether a lookup asks for it. What the lookup leaves open, it does not care for.</summary>
    public bool Matches(Lookup lookup) =>
        (string.IsNullOrEmpty(lookup.PortName) || lookup.PortName == PortName)
        && (string.IsNullOrEmpty(lookup.Protocol) || lookup.Protocol == Protocol);

    public ServiceDiscovery.ResolvedTarget ToTarget() => new(Host, Port, IPAddress.TryParse(Host, out var address) ? address : null);
}
