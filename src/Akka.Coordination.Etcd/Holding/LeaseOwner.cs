using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace Akka.Coordination.Etcd.Holding;

/// <summary>Who holds a lease, as it stands in the key's value.</summary>
/// <param name="Owner">The name that it was acquired under.</param>
/// <param name="System">The actor system: with it a process is not taken for the one that was there before under the same name.</param>
internal sealed record LeaseOwner(
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("system")] string System)
{
    /// <summary>Reads a key's value.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static LeaseOwner Read(ByteString value) =>
        JsonSerializer.Deserialize<LeaseOwner>(value.Span) ?? throw new JsonException("the value names no owner");

    public ByteString ToValue() => ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(this));
}
