using System.Text.Json.Serialization;

namespace ActorNet.Agent.Docker.Engine;

/// <summary>What of the answers of Docker's Engine API is read; the names are the API's, the same since version 1.24.</summary>
internal sealed record InfoAnswer(string? ServerVersion, bool LiveRestoreEnabled, PoolAnswer[]? DefaultAddressPools);

internal sealed record PoolAnswer(string? Base);

internal sealed record NetworkAnswer(string? Name, string? Id, string? Driver, IpamAnswer? IPAM, Dictionary<string, string>? Options);

internal sealed record IpamAnswer(IpamRangeAnswer[]? Config);

internal sealed record IpamRangeAnswer(string? Subnet);

internal sealed record ContainerAnswer(string? Id, string[]? Names);

internal sealed record ContainerDetailAnswer(string? Id, string? Name, HostConfigAnswer? HostConfig, ContainerStateAnswer? State);

internal sealed record HostConfigAnswer(bool AutoRemove);

internal sealed record ContainerStateAnswer(string? StartedAt);

internal sealed record ErrorAnswer([property: JsonPropertyName("message")] string? Message);

/// <summary>The generated deserialisers: no reflection, so that the agent can be one native binary.</summary>
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(NetworkAnswer[]))]
[JsonSerializable(typeof(ContainerAnswer[]))]
[JsonSerializable(typeof(ContainerDetailAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class EngineJson : JsonSerializerContext;
