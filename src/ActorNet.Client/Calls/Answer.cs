using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Calls;

/// <summary>What a call was answered with.</summary>
/// <param name="Value">The response.</param>
/// <param name="Replica">Who answered.</param>
/// <param name="SentAt">When the request that was answered was sent, at the latest: a timestamp of the client's <see cref="TimeProvider"/> from before it was.</param>
public readonly record struct Answer<T>(T Value, ReplicaAddress Replica, long SentAt);
