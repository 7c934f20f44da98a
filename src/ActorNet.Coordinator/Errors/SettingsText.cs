using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Errors;

/// <summary>A pool's settings in one line, for messages.</summary>
internal static class SettingsText
{
    public static string Of(PoolSpec spec)
    {
        var families = spec.Families.Select(family =>
            $"{string.Join(' ', family.Cidrs)} in /{family.PrefixLength}" + (family.Shortest == family.Longest ? string.Empty : $" (/{family.Shortest} to /{family.Longest})"));
        return $"{string.Join(", ", families)}, time to live {spec.Timing.TimeToLive:c}, quarantine {spec.Timing.Quarantine:c}, "
            + $"{spec.ShardCount} shards, reclaim {spec.Reclaim}";
    }
}
