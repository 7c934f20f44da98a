using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Pools;

/// <summary>What happened to the pools; the coordinator's journal holds nothing else.</summary>
/// <param name="At">When, by the wall clock.</param>
public abstract record PoolEvent(DateTimeOffset At) : Persistence.IJournaled;

/// <summary>A new incarnation of the coordinator took over: writes of the one before it fail from now on (safety rule 2).</summary>
/// <param name="At">When.</param>
/// <param name="Incarnation">The new one.</param>
public sealed record CoordinatorActivated(DateTimeOffset At, Secret128 Incarnation) : PoolEvent(At);

/// <summary>A pool was made.</summary>
/// <param name="At">When.</param>
/// <param name="Spec">Its settings.</param>
public sealed record PoolCreated(DateTimeOffset At, PoolSpec Spec) : PoolEvent(At);

/// <summary>A pool has other settings. Its shards are told until each has written that it knows (see <see cref="Shards.ShardPoolChanged"/>).</summary>
/// <param name="At">When.</param>
/// <param name="Spec">All its settings, with the next version.</param>
public sealed record PoolChanged(DateTimeOffset At, PoolSpec Spec) : PoolEvent(At);

/// <summary>A pool is gone: every shard that had space has written that it is closed, and held nothing.</summary>
/// <param name="At">When.</param>
/// <param name="Name">Its name.</param>
/// <param name="Generation">Which pool of that name it was.</param>
/// <param name="EpochFloor">No lease in it had a higher epoch.</param>
public sealed record PoolDeleted(DateTimeOffset At, PoolName Name, long Generation, Epoch EpochFloor) : PoolEvent(At);

/// <summary>Blocks were handed to a shard: the pool does not own them any more.</summary>
/// <param name="At">When.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Grant">The grant.</param>
public sealed record BlocksGranted(DateTimeOffset At, ShardKey Shard, BlockGrant Grant) : PoolEvent(At);

/// <summary>Blocks came back from a shard: the pool owns them.</summary>
/// <param name="At">When.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Return">The return.</param>
public sealed record BlocksReturned(DateTimeOffset At, ShardKey Shard, BlockReturn Return) : PoolEvent(At);
