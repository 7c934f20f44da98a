using System.Collections.Immutable;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// How much of a pool was held at any time of the past week, within <see cref="Step"/>. The times are those of the journal's events, so a
/// replica that has just read the journal knows what every other one does. Immutable; nothing is added for an event that follows another one closely.
/// </summary>
internal sealed class GrowthLog
{
    /// <summary>How long nothing is added after an entry: 2,016 entries are a week.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>How far back it goes.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(7);

    public static readonly GrowthLog Empty = new([], DateTimeOffset.MinValue);

    private readonly ImmutableList<Entry> entries;
    private readonly DateTimeOffset nextAt;

    private GrowthLog(ImmutableList<Entry> entries, DateTimeOffset nextAt) => (this.entries, this.nextAt) = (entries, nextAt);

    /// <summary>
    /// Takes note of a change. Shards' clocks differ: a change that seems to be older than the last entry counts as one of its time.
    /// </summary>
    /// <param name="at">When.</param>
    /// <param name="before">What was held until then.</param>
    public GrowthLog Note(DateTimeOffset at, PoolTally before)
    {
        if (at < nextAt)
        {
            return this;
        }

        var kept = entries.Add(new Entry(at, before.Ipv4.Held, before.Ipv6.Held));
        return new(kept.RemoveRange(0, IndexFrom(kept, at - Reach)), at + Step);
    }

    /// <summary>What was held at a time.</summary>
    /// <param name="at">The time, within <see cref="Reach"/> of now.</param>
    /// <param name="present">What is held now.</param>
    public (UInt128 Ipv4, UInt128 Ipv6) HeldAt(DateTimeOffset at, PoolTally present)
    {
        var index = IndexFrom(entries, at);
        return index < entries.Count ? (entries[index].Ipv4, entries[index].Ipv6) : (present.Ipv4.Held, present.Ipv6.Held);
    }

    /// <summary>The first entry of this time or a later one.</summary>
    private static int IndexFrom(ImmutableList<Entry> entries, DateTimeOffset at)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = entries[middle].At < at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>What was held right before a change, in the units of <see cref="FamilyTally"/>.</summary>
    private readonly record struct Entry(DateTimeOffset At, UInt128 Ipv4, UInt128 Ipv6);
}
