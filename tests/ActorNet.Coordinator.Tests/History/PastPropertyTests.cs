using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.History;

namespace ActorNet.Coordinator.Tests.History;

/// <summary>The index against a table of everything, in pasts at random.</summary>
public sealed class PastPropertyTests
{
    private const int Steps = 1500;
    private const int Questions = 1500;

    private static readonly TimeProvider LaterOn = new FixedTime(PastJournal.Start + TimeSpan.FromDays(30));
    private static readonly PastLimits Unlimited = new(TimeSpan.FromDays(3650), int.MaxValue);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happened_every_address_had_at_any_time_who_the_table_says(int seed)
    {
        var past = new RandomPast(seed, Steps);
        var (index, table) = (Read(past.Journal.Events, Unlimited), new NaivePast(past.Journal.Events));

        for (var question = 0; question < Questions; question++)
        {
            var (prefix, at) = (past.SomePrefix(), past.SomeTime());
            Assert.Equal(table.At(prefix, at), All(index, prefix, at));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_forgotten_is_not_answered_with_nobody(int seed)
    {
        var past = new RandomPast(seed, Steps);
        var (index, table) = (Read(past.Journal.Events, Unlimited with { Events = 200 }), new NaivePast(past.Journal.Events));
        var (known, unknown) = (0, 0);

        for (var question = 0; question < Questions; question++)
        {
            var (prefix, at) = (past.SomePrefix(), past.SomeTime());
            if (index.Lookup(prefix, at.UtcTicks, after: null, most: 1).IsKnown)
            {
                known++;
                Assert.Equal(table.At(prefix, at), All(index, prefix, at));
            }
            else
            {
                unknown++;
            }
        }

        Assert.True(known > 50 && unknown > 50, $"{known} known, {unknown} unknown");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_events_are_listed_as_they_came_newest_first(int seed)
    {
        var past = new RandomPast(seed, Steps);
        var index = Read(past.Journal.Events, Unlimited);
        var random = new Random(seed);

        for (var question = 0; question < 60; question++)
        {
            var filter = new HistoryFilter(
                random.Next(2) == 0 ? null : new PoolName("abc"[random.Next(3)].ToString()),
                random.Next(2) == 0 ? null : new NodeId($"node-{random.Next(25)}"),
                random.Next(2) == 0 ? null : past.SomePrefix(),
                random.Next(2) == 0 ? long.MinValue : past.SomeTime().UtcTicks,
                random.Next(2) == 0 ? long.MaxValue : past.SomeTime().UtcTicks);
            var everything = index.List(new HistoryFilter(null, null, null, long.MinValue, long.MaxValue), after: null, int.MaxValue).Entries;
            Assert.Equal(everything.Count(entry => Shows(filter, entry)), Pages(index, filter, random.Next(1, 50)).Count);
            Assert.Equal(everything.Where(entry => Shows(filter, entry)), Pages(index, filter, random.Next(1, 50)));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void When_all_is_over_and_old_nothing_is_left(int seed)
    {
        var past = new RandomPast(seed, Steps);
        past.EndAll();
        var index = new PastIndex(new PastLimits(TimeSpan.FromDays(10), int.MaxValue));
        foreach (var entry in past.Journal.Events)
        {
            index.Add(entry);
        }

        Assert.NotEmpty(index.Overlapping(Prefix.Parse("0.0.0.0/0")));
        index.Trim(LaterOn.GetUtcNow().UtcTicks);

        Assert.Equal(0, index.Log.Count);
        Assert.Empty(index.Overlapping(Prefix.Parse("0.0.0.0/0")));
        Assert.Empty(index.Overlapping(Prefix.Parse("::/0")));
        Assert.All(Enumerable.Range(0, 25), number => Assert.Empty(index.LastEventsOf(new NodeId($"node-{number}"))));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_start_that_reads_everything_anew_gives_the_same(int seed)
    {
        var past = new RandomPast(seed, Steps);
        var limits = Unlimited with { Events = 300 };
        var lived = new Chronicle(limits, LaterOn);
        foreach (var entry in past.Journal.Events)
        {
            lived.Add(entry);
            lived.Trim();
        }

        var read = Read(past.Journal.Events, limits);
        for (var question = 0; question < Questions; question++)
        {
            var (prefix, at) = (past.SomePrefix(), past.SomeTime());
            Assert.Equal(All(lived, prefix, at), All(read, prefix, at));
        }

        var everything = new HistoryFilter(null, null, null, long.MinValue, long.MaxValue);
        Assert.Equal(Pages(lived, everything, 7), Pages(read, everything, 1000));
    }

    private static Chronicle Read(IEnumerable<JournalEvent> events, PastLimits limits)
    {
        var chronicle = new Chronicle(limits, LaterOn);
        foreach (var entry in events)
        {
            chronicle.Add(entry);
        }

        chronicle.Trim();
        return chronicle;
    }

    /// <summary>All that is found, page by page, in the order of subnets.</summary>
    private static List<string> All(Chronicle chronicle, Prefix prefix, DateTimeOffset at)
    {
        var all = new List<string>();
        Prefix? after = null;
        do
        {
            var page = chronicle.Lookup(prefix, at.UtcTicks, after, most: 3);
            all.AddRange(page.Held.Concat(page.Kept).OrderBy(tenure => Prefix.Parse(tenure.Subnet)).Select(NaiveTenure.Describe));
            after = page.NextAfter;
        }
        while (after is not null);

        return all;
    }

    private static List<Contracts.V1.HistoryEntry> Pages(Chronicle chronicle, HistoryFilter filter, int size)
    {
        var all = new List<Contracts.V1.HistoryEntry>();
        PagePosition? after = null;
        do
        {
            var page = chronicle.List(filter, after, size);
            all.AddRange(page.Entries);
            after = page.NextAfter;
        }
        while (after is not null);

        return all;
    }

    private static bool Shows(HistoryFilter filter, Contracts.V1.HistoryEntry entry) =>
        (filter.Pool is not { } pool || pool.Value == entry.Pool)
        && (filter.Node is not { } node || node.Value == entry.NodeId)
        && (filter.Prefix is not { } prefix || entry.Subnets.Any(subnet => Prefix.Parse(subnet).Overlaps(prefix)))
        && entry.Time.ToDateTimeOffset().UtcTicks >= filter.FromTicks
        && entry.Time.ToDateTimeOffset().UtcTicks < filter.ToTicks;

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
