using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Pools;

/// <summary>What the coordinator answers to people.</summary>
public abstract record PoolReply;

/// <summary>The pool is there.</summary>
/// <param name="Spec">Its settings.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record PoolIsThere(PoolSpec Spec, DateTimeOffset CreatedAt) : PoolReply;

/// <summary>It was refused. Nothing changed, but for <see cref="PoolOutcomeUnknown"/>.</summary>
public abstract record PoolRefusal : PoolReply;

/// <summary>There is no such pool.</summary>
/// <param name="Name">The name.</param>
public sealed record PoolNotFound(PoolName Name) : PoolRefusal;

/// <summary>There is a pool of that name with other settings.</summary>
/// <param name="Existing">Its settings.</param>
public sealed record PoolAlreadyExists(PoolSpec Existing) : PoolRefusal;

/// <summary>A CIDR overlaps one of another pool.</summary>
/// <param name="Cidr">The CIDR.</param>
/// <param name="OtherPool">The other pool.</param>
/// <param name="OtherCidr">Its CIDR.</param>
public sealed record PoolOverlap(Prefix Cidr, PoolName OtherPool, Prefix OtherCidr) : PoolRefusal;

/// <summary>There are as many pools as there may be.</summary>
/// <param name="Limit">How many.</param>
public sealed record TooManyPools(int Limit) : PoolRefusal;

/// <summary>More commands wait than the coordinator keeps.</summary>
public sealed record PoolQueueFull : PoolRefusal;

/// <summary>The coordinator stopped before it could tell: it may or may not have happened (safety rule 6).</summary>
public sealed record PoolOutcomeUnknown : PoolRefusal;
