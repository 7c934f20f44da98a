using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Errors;

/// <summary>A pool's settings in one line, for messages.</summary>
internal static class SettingsText
{
    public static string Of(PoolSpec spec)
    {
        var families = spec.Families.Select(family =>
            $"{string.Join(' ', family.Cidrs)} in /{family.PrefixLength}" + (family.Shortest == family.Longest ? string.Empty : $" (/{family.Shortest} to /{family.Longest})")
            + (family.Network is { } network ? $" of {network}" : string.Empty));
        return $"{string.Join(", ", families)}, time to live {Of(spec.Timing.TimeToLive)}, quarantine {Of(spec.Timing.Quarantine)}, "
            + $"{spec.ShardCount} shards, reclaim {spec.Reclaim.ToString().ToLowerInvariant()}"
            + (spec.NodeSelector.IsEmpty ? string.Empty : $", for nodes with {spec.NodeSelector}")
            + (spec.MoveWindow == PoolSettings.DefaultMoveWindow ? string.Empty : $", move window {Of(spec.MoveWindow)}")
            + (spec.Headroom.IsNone ? string.Empty : $", headroom {spec.Headroom}")
            + (spec.IsCordoned ? ", cordoned" : string.Empty);
    }

    /// <summary>In the form that the options have.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        _ when duration.Ticks % TimeSpan.TicksPerHour == 0 => $"{duration.TotalHours}h",
        _ when duration.Ticks % TimeSpan.TicksPerMinute == 0 => $"{duration.TotalMinutes}m",
        _ => $"{duration.TotalSeconds}s",
    };
}
