using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Leases;

/// <summary>What a shard answers.</summary>
public abstract record LeaseReply;

/// <summary>The node has this lease.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Pool">The pool as the shard knows it.</param>
public sealed record LeaseGrant(Lease Lease, PoolSpec Pool) : LeaseReply
{
    /// <summary>Whether the subnets are as large as was asked for.</summary>
    public SubnetSizes Sizes { get; init; }
}

/// <summary>The lease lives on.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="TimeToLive">How long, from the moment the holder sent its request.</param>
public sealed record LeaseRenewal(Epoch Epoch, TimeSpan TimeToLive) : LeaseReply
{
    /// <summary>Which version of the pool the shard goes by; 0 where an older one does not say.</summary>
    public long PoolVersion { get; init; } = 1;

    /// <summary>Whether the holder is to ask for other subnets, see <see cref="MoveRules"/>.</summary>
    public bool MustMove { get; init; }
}

/// <summary>The lease has ended.</summary>
/// <param name="Lease">As it is now.</param>
/// <param name="Pool">The pool as the shard knows it.</param>
/// <param name="ReusableAfter">How long its subnets stay out of reach of others.</param>
public sealed record LeaseEnd(Lease Lease, PoolSpec Pool, TimeSpan ReusableAfter) : LeaseReply;

/// <summary>It was refused. Nothing changed, but for <see cref="OutcomeUnknown"/>.</summary>
public abstract record LeaseRefusal : LeaseReply;

/// <summary>Every subnet that would do is held.</summary>
/// <param name="Lengths">The prefix lengths that nothing was left for.</param>
public sealed record PoolExhausted(IReadOnlyList<Blocks.FamilyLength> Lengths) : LeaseRefusal
{
    /// <summary>The labels of the nodes that what is left is kept for; none where nothing is left.</summary>
    public NodeSelector KeptFor { get; init; } = NodeSelector.None;
}

/// <summary>The pool has no subnets of the length that was asked for.</summary>
/// <param name="Given">What was asked for.</param>
/// <param name="Shortest">The shortest prefix length that the pool gives.</param>
/// <param name="Longest">The longest prefix length that the pool gives.</param>
public sealed record LengthNotOffered(Blocks.FamilyLength Given, int Shortest, int Longest) : LeaseRefusal;

/// <summary>The pool grants nothing new.</summary>
/// <param name="IsClosing">Whether that is because it is about to be deleted.</param>
public sealed record PoolCordoned(bool IsClosing) : LeaseRefusal;

/// <summary>The node has no lease.</summary>
public sealed record LeaseNotFound : LeaseRefusal;

/// <summary>The lease has another epoch.</summary>
/// <param name="Given">The epoch that was given.</param>
/// <param name="Current">The lease's.</param>
public sealed record EpochStale(Epoch Given, Epoch Current) : LeaseRefusal;

/// <summary>Another instance holds the lease and may still believe in it (safety rule 8).</summary>
/// <param name="RetryAfter">When its belief ends if it does not renew.</param>
public sealed record NodeIdInUse(TimeSpan RetryAfter) : LeaseRefusal;

/// <summary>An operator took the lease back.</summary>
/// <param name="Epoch">Its epoch.</param>
public sealed record LeaseRevocation(Epoch Epoch) : LeaseRefusal;

/// <summary>More commands wait than the shard keeps.</summary>
public sealed record QueueFull : LeaseRefusal;

/// <summary>The shard could not prove that it still owns the lease, or stopped (safety rule 6): it may or may not have happened.</summary>
public sealed record OutcomeUnknown : LeaseRefusal;
