using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Coordinator.History;

/// <summary>What a listing of the past shows.</summary>
/// <param name="Pool">Only this pool; null: all.</param>
/// <param name="Node">Only this node; null: all, and what is about no node.</param>
/// <param name="Prefix">Only what overlaps it; null: all.</param>
/// <param name="FromTicks">Not before, in ticks of UTC.</param>
/// <param name="ToTicks">Before.</param>
internal sealed record HistoryFilter(PoolName? Pool, NodeId? Node, Prefix? Prefix, long FromTicks, long ToTicks)
{
    public bool Shows(in PastEvent entry) => entry.Ticks >= FromTicks && entry.Ticks < ToTicks && entry.Subject switch
    {
        Tenancy tenancy => (Pool is null || Pool == tenancy.Pool.Name) && (Node is null || Node == tenancy.Node.Name) && Overlaps(tenancy),
        PoolShape pool => (Pool is null || Pool == pool.Pool.Name) && Node is null && Overlaps(pool),
        _ => false,
    };

    private bool Overlaps(Tenancy tenancy)
    {
        if (Prefix is not { } prefix)
        {
            return true;
        }

        foreach (var subnet in tenancy.Subnets)
        {
            if (prefix.Overlaps(subnet.Prefix))
            {
                return true;
            }
        }

        return false;
    }

    private bool Overlaps(PoolShape pool) => Prefix is not { } prefix || pool.Cidrs.Any(prefix.Overlaps);
}
