using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.History;

/// <summary>
/// The past, for readers of any thread. One writer, the directory's, adds to it; a reader holds it up for microseconds, and reads the log
/// without holding it up at all.
/// </summary>
internal sealed class Chronicle(PastLimits limits, TimeProvider time)
{
    /// <summary>The time to look up what is held now. It is before what has not come yet, and after all that has, whatever the clocks said.</summary>
    public const long Present = Tenancy.Never - 1;

    /// <summary>From so many nodes on, a prefix is not looked for node by node: in that much of the log its events are dense.</summary>
    private const int MostChains = 256;

    private readonly Lock gate = new();
    private readonly PastIndex index = new(limits);

    /// <summary>An empty one of the same kind.</summary>
    public Chronicle NewLikeThis() => new(limits, time);

    /// <summary>Takes one event in. Only the one writer calls it.</summary>
    public void Add(in JournalEvent entry)
    {
        lock (gate)
        {
            index.Add(entry);
        }
    }

    /// <summary>Forgets what is too much or too old. Only the one writer calls it.</summary>
    public void Trim()
    {
        var now = time.GetUtcNow().UtcTicks;
        lock (gate)
        {
            index.Trim(now);
        }
    }

    /// <summary>Who held what overlaps a prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="ticks">When, in ticks of UTC, or <see cref="Present"/>.</param>
    /// <param name="after">Only subnets behind this one; null: all.</param>
    /// <param name="most">How many at most.</param>
    public HoldersFound Lookup(Prefix prefix, long ticks, Prefix? after, int most)
    {
        lock (gate)
        {
            var found = new HoldersFound(index.KnownSince, index.Revision);
            if (ticks < index.KnownSince)
            {
                return found with { IsKnown = false };
            }

            Prefix? last = null;
            foreach (var subnet in index.Overlapping(prefix))
            {
                if (after >= subnet.Prefix || subnet.At(ticks) is not { } tenancy)
                {
                    continue;
                }

                if (found.Held.Count + found.Kept.Count == most)
                {
                    return found with { NextAfter = last };
                }

                last = subnet.Prefix;
                (ticks < tenancy.HeldUntil ? found.Held : found.Kept).Add(HistoryMessages.From(tenancy, subnet.Prefix, ticks));
            }

            return found;
        }
    }

    /// <summary>What happened, newest first.</summary>
    /// <param name="filter">What is shown.</param>
    /// <param name="after">Where the page before ended; null: this is the first.</param>
    /// <param name="most">How many at most.</param>
    public EventsFound List(HistoryFilter filter, PagePosition? after, int most)
    {
        EventLog log;
        IReadOnlyList<long>? chains;
        EventsFound found;
        lock (gate)
        {
            (log, chains) = (index.Log, ChainsOf(filter));
            found = new EventsFound(index.KnownSince, index.Revision);
        }

        var end = after is { } position ? position.In(log) : log.End;
        var last = end;
        foreach (var next in chains is null ? log.Before(end, filter.FromTicks, filter.ToTicks) : log.Before(end, chains))
        {
            if (!filter.Shows(log[next]))
            {
                continue;
            }

            if (found.Entries.Count == most)
            {
                return found with { NextAfter = PagePosition.Of(last, log) };
            }

            last = next;
            found.Entries.Add(HistoryMessages.From(log[next]));
        }

        return found;
    }

    private IReadOnlyList<long>? ChainsOf(HistoryFilter filter) =>
        filter.Node is { } node ? index.LastEventsOf(node)
        : filter.Prefix is { } prefix ? index.LastEventsIn(prefix, MostChains)
        : null;
}

/// <summary>An answer to <see cref="Chronicle.Lookup"/>.</summary>
/// <param name="KnownSince">From when on everything is known, in ticks of UTC; <see cref="long.MinValue"/>: from the beginning.</param>
/// <param name="Revision">Up to which revision everything is in it.</param>
internal sealed record HoldersFound(long KnownSince, long Revision)
{
    /// <summary>Whether the time is one that can be told of.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>Who held it.</summary>
    public List<Tenure> Held { get; } = [];

    /// <summary>For whom it was kept.</summary>
    public List<Tenure> Kept { get; } = [];

    /// <summary>Behind which subnet there is more; null: there is no more.</summary>
    public Prefix? NextAfter { get; init; }
}

/// <summary>An answer to <see cref="Chronicle.List"/>.</summary>
/// <param name="KnownSince">From when on everything is known, in ticks of UTC; <see cref="long.MinValue"/>: from the beginning.</param>
/// <param name="Revision">Up to which revision everything is in it.</param>
internal sealed record EventsFound(long KnownSince, long Revision)
{
    /// <summary>What happened, newest first.</summary>
    public List<Contracts.V1.HistoryEntry> Entries { get; } = [];

    /// <summary>Behind which event there is more; null: there is no more.</summary>
    public PagePosition? NextAfter { get; init; }
}
