using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorNet.Agent.Status;

/// <summary>The generated serialiser of the status.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    /// <summary>The status as a JSON object, for programs: members are added, never changed or taken away.</summary>
    public static string Of(AgentStatus status) => $"{JsonSerializer.Serialize(status, Default.AgentStatus)}\n";
}
