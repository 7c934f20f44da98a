using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Forecasts;
using ActorNet.Coordinator.Tests.Directory;

namespace ActorNet.Coordinator.Tests.Forecasts;

public sealed class PoolForecastTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>How many of the units that are counted in, which are /30, a /24 has.</summary>
    private const int SmallestPerSubnet = 64;

    private readonly Events events = new();
    private DirectoryState state = DirectoryState.Empty;
    private int nodes;

    public PoolForecastTests() => Apply(events.PoolCreated());

    [Fact]
    public void Of_a_pool_that_is_younger_than_an_hour_nothing_is_known()
    {
        Grant(10, TimeSpan.FromMinutes(1));

        var family = ForecastAt(Events.Start + TimeSpan.FromMinutes(59));

        Assert.Empty(family.Windows);
        Assert.Null(family.TimeToFull);
        Assert.Equal(246, (int)family.Left / SmallestPerSubnet);
    }

    [Fact]
    public void What_grows_steadily_is_full_when_what_is_left_is_taken_at_that_rate()
    {
        Grant(56, TimeSpan.FromHours(3));

        var family = ForecastAt(events.At + TimeSpan.FromHours(2));

        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromHours(24), TimeSpan.FromDays(7)], family.Windows.Select(window => window.Window));
        Assert.Equal([0, 8, 56], family.Windows.Select(window => (int)window.Growth / SmallestPerSubnet));
        Assert.Equal([null, TimeSpan.FromDays(25), TimeSpan.FromDays(25)], family.Windows.Select(window => window.TimeToFull));
        Assert.Equal(TimeSpan.FromDays(25), family.TimeToFull);
    }

    [Fact]
    public void What_shrinks_is_not_growing()
    {
        Grant(20, TimeSpan.Zero);
        events.At += Day + Day;
        Apply(events.Released("node-3", 3));

        var windows = ForecastAt(events.At + TimeSpan.FromMinutes(30)).Windows;

        Assert.Equal([-1, -1], windows.Select(window => (int)window.Growth / SmallestPerSubnet));
        Assert.All(windows, window => Assert.Null(window.TimeToFull));
    }

    [Fact]
    public void A_pool_is_full_when_nodes_hold_all_of_it_and_not_before()
    {
        Grant(256, TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.Zero, ForecastAt(events.At).TimeToFull);

        Apply(events.Released("node-1", 1));

        Assert.Equal(1, (int)ForecastAt(events.At).Left / SmallestPerSubnet);
        Assert.NotEqual(TimeSpan.Zero, ForecastAt(events.At).TimeToFull);
    }

    [Fact]
    public void The_longest_estimate_is_ten_thousand_years()
    {
        var window = WindowForecast.Of(TimeSpan.FromDays(7), growth: 1, left: UInt128.One << 100);

        Assert.Equal(WindowForecast.Longest, window.TimeToFull);
    }

    [Fact]
    public void A_replica_that_reads_the_journal_later_says_the_same()
    {
        var journal = new List<JournalEvent>();
        var writer = new Events();
        journal.Add(writer.PoolCreated());
        for (var node = 1; node <= 100; node++)
        {
            writer.At += TimeSpan.FromMinutes(7);
            journal.Add(writer.Granted($"node-{node}", node, $"10.0.{node}.0/24"));
        }

        var replayed = journal.Aggregate(DirectoryState.Empty, (before, entry) => DirectoryRules.Apply(before, entry).State);

        var family = Assert.Single(PoolForecast.Of(replayed.Pools[PoolName.Default], writer.At).Families);
        Assert.Equal(9, (int)Assert.Single(family.Windows).Growth / SmallestPerSubnet);
    }

    [Fact]
    public void The_oldest_quarantine_is_never_younger_than_nothing()
    {
        Grant(1, TimeSpan.Zero);
        Apply(events.Released("node-1", 1));

        Assert.Equal(Day, PoolForecast.Of(Pool, Events.Start + Day).OldestQuarantine);
        Assert.Equal(TimeSpan.Zero, PoolForecast.Of(Pool, Events.Start - Day).OldestQuarantine);
    }

    private DirectoryPool Pool => state.Pools[PoolName.Default];

    private FamilyForecast ForecastAt(DateTimeOffset now) => Assert.Single(PoolForecast.Of(Pool, now).Families);

    private void Grant(int count, TimeSpan pause)
    {
        for (var grant = 0; grant < count; grant++)
        {
            events.At += pause;
            Apply(events.Granted($"node-{++nodes}", nodes, $"10.0.{nodes - 1}.0/24"));
        }
    }

    private void Apply(JournalEvent entry) => (state, _) = DirectoryRules.Apply(state, entry);
}
