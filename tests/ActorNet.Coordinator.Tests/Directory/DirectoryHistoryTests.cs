using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class DirectoryHistoryTests
{
    private readonly Events events = new();
    private readonly FakeTimeProvider time = new();
    private readonly LeaseDirectory directory;

    public DirectoryHistoryTests() => directory = new LeaseDirectory(time, new HistoryLimits(Segment: 2, Always: 4, AtMost: 8, TimeSpan.FromMinutes(2)));

    private DirectoryHistory History => directory.Current.History;

    [Fact]
    public void It_gives_what_came_after_a_revision()
    {
        directory.Apply([events.PoolCreated(), .. Grants(1, 5)]);

        Assert.Equal([2, 3, 4, 5, 6], Revisions(after: 0));
        Assert.Equal([5, 6], Revisions(after: 4));
        Assert.Empty(Revisions(after: 6));
        Assert.True(History.Covers(0));
    }

    [Fact]
    public void The_last_steps_are_kept_however_old_they_are()
    {
        directory.Apply([events.PoolCreated(), .. Grants(1, 5)]);
        time.Advance(TimeSpan.FromHours(1));
        directory.Apply([.. Grants(6, 1)]);

        Assert.True(History.Covers(2));
        Assert.False(History.Covers(1));
        Assert.Equal([3, 4, 5, 6, 7], Revisions(after: 2));
    }

    [Fact]
    public void What_is_too_old_is_forgotten_although_nothing_happens()
    {
        directory.Apply([events.PoolCreated(), .. Grants(1, 8)]);
        time.Advance(TimeSpan.FromHours(1));
        directory.Apply([]);

        Assert.False(History.Covers(2));
        Assert.Equal(8, directory.Current.State.HeldLeases);
    }

    [Fact]
    public void Young_steps_are_kept_up_to_a_bound()
    {
        directory.Apply([events.PoolCreated(), .. Grants(1, 8)]);
        Assert.True(History.Covers(0));
        directory.Apply([.. Grants(9, 60)]);

        Assert.InRange(Revisions(after: History.CompactedTo).Count(), 8, 10);
    }

    [Fact]
    public void A_history_stays_as_it_was_when_the_directory_goes_on()
    {
        directory.Apply([events.PoolCreated(), .. Grants(1, 2)]);
        var before = History;
        directory.Apply([.. Grants(3, 20)]);

        Assert.Equal([2, 3], before.ChangesAfter(0).Select(change => change.Revision));
        Assert.Equal(2, before.StateAt(3)!.HeldLeases);
    }

    [Fact]
    public void Every_state_that_was_shown_can_be_shown_again()
    {
        var shown = new List<DirectoryState>();
        directory.Apply([events.PoolCreated()]);
        foreach (var grant in Grants(1, 6))
        {
            directory.Apply([grant]);
            shown.Add(directory.Current.State);
        }

        Assert.All(shown, state =>
        {
            var again = History.StateAt(state.Revision)!;
            Assert.Equal((state.Revision, Nodes(state)), (again.Revision, Nodes(again)));
        });
        Assert.Null(History.StateAt(99));
    }

    [Fact]
    public void A_state_that_is_forgotten_is_not_made_up()
    {
        directory.Apply([events.PoolCreated(), .. Grants(1, 40)]);

        Assert.Null(History.StateAt(3));
        Assert.Null(History.StateAt(new JournalPosition(events.Pool.Shards.Single().PersistenceId, 2)));
    }

    [Fact]
    public void A_journal_can_be_looked_at_where_it_was()
    {
        directory.Apply([events.PoolCreated(), .. Grants(1, 6)]);
        var journal = events.Pool.Shards.Single().PersistenceId;

        Assert.All(Enumerable.Range(1, 6), number =>
        {
            var state = History.StateAt(new JournalPosition(journal, number))!;
            Assert.Equal((number, number), (state.Positions[journal], state.HeldLeases));
        });
        Assert.Null(History.StateAt(new JournalPosition(journal, 7)));
    }

    [Fact]
    public void A_directory_that_starts_anew_says_so()
    {
        directory.Apply([events.PoolCreated()]);
        var before = directory.Current;

        directory.StartAnew(directory.NewLikeThis());

        Assert.True(before.Next.IsCompleted);
        Assert.Equal(DirectoryState.Empty, directory.Current.State);
        Assert.Equal(before.Incarnation + 1, directory.Current.Incarnation);
    }

    private static string Nodes(DirectoryState state) =>
        string.Join(' ', state.Pools.Values.SelectMany(pool => pool.Leases.After(node: null)).Select(lease => lease.Node));

    private List<JournalEvent> Grants(int from, int count) =>
        Enumerable.Range(from, count).Select(number => events.Granted($"node-{number}", number, $"10.0.{number}.0/24")).ToList();

    private IEnumerable<long> Revisions(long after) => History.ChangesAfter(after).Select(change => change.Revision);
}
