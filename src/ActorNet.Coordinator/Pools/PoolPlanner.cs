using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using ReclaimPolicy = ActorNet.Contracts.V1.ReclaimPolicy;

namespace ActorNet.Coordinator.Pools;

/// <summary>What a change of a pool would do: pure, from the pool as it is and as it would be.</summary>
internal static class PoolPlanner
{
    /// <summary>How many nodes a plan names.</summary>
    public const int MostNodes = 1000;

    /// <summary>The plan. Looks at every lease once.</summary>
    /// <param name="pool">The pool as it is.</param>
    /// <param name="proposed">The pool as it would be, of the same generation and version.</param>
    /// <param name="revision">The position of this view.</param>
    public static PoolPlan Plan(DirectoryPool pool, PoolSpec proposed, long revision)
    {
        var (before, after) = (PoolMessages.From(pool.Spec), PoolMessages.From(proposed));
        (after.Generation, after.Version) = (pool.Spec.Generation, pool.Spec.Version);
        var changes = PoolMask.Differing(before, after).Select(field => Change(field, before, after)).ToList();
        var plan = new PoolPlan
        {
            Id = changes.Count > 0 ? PlanId.Encode(after) : string.Empty,
            Pool = pool.Spec.Name.Value,
            Proposed = after,
            Revision = revision,
            UsageAfter = PoolMessages.From(pool.WithSettings(proposed)).Usage,
            Changes = { changes },
            MoveNeeds = { MovePlanner.Needs(pool, proposed) },
        };
        foreach (var lease in pool.Leases.After(node: null).Where(lease => lease.IsHeld && IsToRenumber(lease, pool.Spec, proposed)))
        {
            if (plan.RenumberCount++ < MostNodes)
            {
                plan.NodesToRenumber.Add(lease.Node.Value);
            }
        }

        return plan;
    }

    /// <summary>A node that has asked for a length of its own is not to be renumbered because of what others get.</summary>
    private static bool IsToRenumber(DirectoryLease lease, PoolSpec before, PoolSpec after) => lease.Staying.Any(subnet =>
    {
        var family = after.Family(subnet.Family);
        return family is null
            || subnet.Length < family.Shortest
            || subnet.Length > family.Longest
            || (subnet.Length != family.PrefixLength && before.Family(subnet.Family)?.PrefixLength != family.PrefixLength)
            || !family.Cidrs.Any(cidr => cidr.Contains(subnet));
    });

    private static PoolFieldChange Change(FieldDescriptor field, Pool before, Pool after) =>
        new() { Field = field.Name, Before = Text(field, before), After = Text(field, after) };

    private static string Text(FieldDescriptor field, Pool pool) => field.FieldNumber switch
    {
        Pool.CidrsFieldNumber => string.Join(' ', pool.Cidrs),
        Pool.NodeSelectorFieldNumber => NodeSelector.Of(pool.NodeSelector).ToString(),
        _ => field.Accessor.GetValue(pool) switch
        {
            null => string.Empty,
            Duration duration => SettingsText.Of(duration.ToTimeSpan()),
            PrefixLengthRange range => $"/{range.Shortest} to /{range.Longest}",
            Contracts.V1.Headroom headroom => new Allocation.Pools.Headroom(headroom.Subnets, NodeSelector.Of(headroom.NodeSelector)).ToString(),
            ReclaimPolicy policy => policy == ReclaimPolicy.Manual ? "manual" : "auto",
            bool isSet => isSet ? "true" : "false",
            var value => $"{value}",
        },
    };
}
