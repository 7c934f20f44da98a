using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>What etcd keeps about a node that is in the cluster or about to form it, as JSON.</summary>
/// <param name="Address">Its address, as Akka writes it.</param>
/// <param name="Uid">What tells it from others at the same address, before and after it.</param>
/// <param name="Formation">The forming of a cluster that it belongs to; every other one has another text.</param>
internal sealed record ClusterNode(
    [property: JsonPropertyName("address"), JsonRequired] string Address,
    [property: JsonPropertyName("uid"), JsonRequired] int Uid,
    [property: JsonPropertyName("formation"), JsonRequired] string Formation)
{
    public ByteString ToBytes() => UnsafeByteOperations.UnsafeWrap(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Reads what <see cref="ToBytes"/> has written.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ClusterNode Parse(ByteString bytes) => JsonSerializer.Deserialize<ClusterNode>(bytes.Span) ?? throw new JsonException("it is null");
}
