using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorNet.Agent.State;

/// <summary>The state file's envelope. The checksum is of the exact bytes of the state, so that a flipped bit is damage and not another epoch.</summary>
internal sealed record StateEnvelope(string Sha256, JsonElement State);

/// <summary>The state as JSON.</summary>
internal sealed record StateDocument
{
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string Node { get; init; }

    public required string Instance { get; init; }

    public required string Pool { get; init; }

    public string? LeasePool { get; init; }

    public string? Token { get; init; }

    public LeaseDocument? Lease { get; init; }

    public GivenUpDocument? GivenUp { get; init; }

    public long BurntEpoch { get; init; }

    public long UnansweredRelease { get; init; }

    public long AttributesVersion { get; init; }

    public string? AttributesDigest { get; init; }

    public FootprintDocument? Footprint { get; init; }

    public DockerDocument? Docker { get; init; }
}

/// <summary>The saved lease as JSON. Times are in ticks of 100 ns.</summary>
internal sealed record LeaseDocument
{
    public required string Pool { get; init; }

    public required string[] Subnets { get; init; }

    public required long Epoch { get; init; }

    public required long TimeToLiveTicks { get; init; }

    public required string[] Network { get; init; }

    public string[]? WholeNetworks { get; init; }

    public string[]? Leaving { get; init; }

    public long? MoveWindowTicks { get; init; }

    public long? BothSinceTicks { get; init; }

    public required string BootId { get; init; }

    public required long DeadlineTicks { get; init; }
}

/// <summary>What was given up of a lease as JSON.</summary>
internal sealed record GivenUpDocument
{
    public required long Epoch { get; init; }

    public required string[] Subnets { get; init; }
}

/// <summary>The footprint as JSON.</summary>
internal sealed record FootprintDocument
{
    public string? Bridge { get; init; }

    public required string[] Addresses { get; init; }

    public byte RouteProtocol { get; init; }

    public required string[] Files { get; init; }

    public string[]? Devices { get; init; }
}

/// <summary>The generated (de)serialisers: no reflection, so that the agent can be one native binary.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StateEnvelope))]
[JsonSerializable(typeof(StateDocument))]
internal sealed partial class StateJson : JsonSerializerContext;
