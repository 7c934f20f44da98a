using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Pools;

/// <summary>A pool's settings, complete and consistent: see <see cref="PoolSettings"/> for how to get one.</summary>
/// <param name="Name">The name.</param>
/// <param name="Generation">Which pool of that name, from 1; 0 before it is created.</param>
/// <param name="Families">Its address families, IPv4 first, at least one.</param>
/// <param name="Timing">The durations of its leases.</param>
/// <param name="ShardCount">How many shards own its nodes, fixed at creation.</param>
/// <param name="Reclaim">What happens to the lease of a node that stops renewing.</param>
public sealed record PoolSpec(
    PoolName Name,
    long Generation,
    ImmutableArray<FamilySpec> Families,
    LeaseTiming Timing,
    int ShardCount,
    ReclaimPolicy Reclaim)
{
    /// <summary>Grows by 1 with every change of the pool, from 1. Of two of the same generation the one with the higher version is right.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Which nodes get their leases here without naming the pool.</summary>
    public NodeSelector NodeSelector { get; init; } = NodeSelector.None;

    /// <summary>Whether nothing new is granted: nodes that hold a lease keep it.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>Whether the pool is about to be deleted: nothing at all is granted until that is refused.</summary>
    public bool IsClosing { get; init; }

    /// <summary>How long a node that moves holds two subnets before it gives the old one up. Nodes go by it, shards do not.</summary>
    public TimeSpan MoveWindow { get; init; } = PoolSettings.DefaultMoveWindow;

    /// <summary>What is kept for nodes with certain labels.</summary>
    public Headroom Headroom { get; init; } = Headroom.None;

    /// <summary>The whole address space, IPv4 first, in address order.</summary>
    public IEnumerable<Prefix> Cidrs => Families.SelectMany(family => family.Cidrs);

    /// <summary>The settings of one family; null where the pool has none.</summary>
    public FamilySpec? Family(AddressFamily family) => Families.FirstOrDefault(spec => spec.Family == family);

    /// <summary>The shard that owns a node.</summary>
    public ShardKey ShardOf(NodeId node) => ShardKey.Of(Name, Generation, ShardCount, node);

    /// <summary>The pool's shards.</summary>
    public IEnumerable<ShardKey> Shards
    {
        get
        {
            var (name, generation) = (Name, Generation);
            return Enumerable.Range(0, ShardCount).Select(index => new ShardKey(name, generation, index));
        }
    }

    /// <summary>Whether both ask for the same pool, whichever of its name it is and whatever it has been through.</summary>
    public bool HasSameSettingsAs(PoolSpec other) =>
        this with { Generation = other.Generation, Version = other.Version, IsClosing = other.IsClosing } == other;

    /// <inheritdoc/>
    public bool Equals(PoolSpec? other) => other is not null
        && (Name, Generation, Version, Timing, ShardCount, Reclaim) == (other.Name, other.Generation, other.Version, other.Timing, other.ShardCount, other.Reclaim)
        && (IsCordoned, IsClosing, MoveWindow) == (other.IsCordoned, other.IsClosing, other.MoveWindow)
        && NodeSelector.Equals(other.NodeSelector)
        && Headroom.Equals(other.Headroom)
        && Families.SequenceEqual(other.Families);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Generation, Version);
}
