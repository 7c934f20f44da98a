namespace ActorNet.Coordinator.Actors;

/// <summary>The registry's key of the pool coordinator.</summary>
internal sealed class PoolsActor;

/// <summary>The registry's key of the shards.</summary>
internal sealed class ShardsActor;
