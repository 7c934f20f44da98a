using System.Collections.Immutable;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.Directory;

/// <summary>Since when the quarantined leases of a pool are, oldest first. Persistent.</summary>
internal readonly struct QuarantineTimes
{
    public static readonly QuarantineTimes Empty = new([]);

    private readonly ImmutableSortedSet<(DateTimeOffset Since, NodeId Node)> times;

    private QuarantineTimes(ImmutableSortedSet<(DateTimeOffset Since, NodeId Node)> times) => this.times = times;

    /// <summary>Since when the oldest one is; null where there is none.</summary>
    public DateTimeOffset? Oldest => times.IsEmpty ? null : times.Min.Since;

    /// <summary>Takes note of what a node has now in place of what it had before.</summary>
    public QuarantineTimes Replace(DirectoryLease? before, DirectoryLease? after)
    {
        var kept = before is { IsHeld: false } ? times.Remove((before.ChangedAt, before.Node)) : times;
        return new(after is { IsHeld: false } ? kept.Add((after.ChangedAt, after.Node)) : kept);
    }
}
