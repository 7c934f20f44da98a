using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class ChangeLogTests
{
    private readonly Events events = new();
    private readonly LeaseDirectory directory = new(logCapacity: 3);

    [Fact]
    public void It_gives_what_came_after_a_revision()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"), events.Granted("b", 2, "10.0.2.0/24")]);

        Assert.Equal([2, 3], Revisions(after: 0));
        Assert.Equal([3], Revisions(after: 2));
        Assert.Empty(Revisions(after: 3));
        Assert.True(directory.Current.Log.Covers(0));
    }

    [Fact]
    public void It_keeps_the_last_changes_and_knows_what_it_has_forgotten()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.1.0/24"), events.Granted("b", 2, "10.0.2.0/24")]);
        var before = directory.Current.Log;
        directory.Apply([events.Revoked("a", 1), events.Released("a", 1)]);

        Assert.Equal([3, 4, 5], Revisions(after: 2));
        Assert.False(directory.Current.Log.Covers(1));
        Assert.True(directory.Current.Log.Covers(2));
        Assert.Equal([2, 3], before.After(0).Select(change => change.Revision));
    }

    [Fact]
    public void A_directory_that_starts_anew_says_so()
    {
        directory.Apply([events.PoolCreated()]);
        var before = directory.Current;

        directory.StartAnew(new LeaseDirectory().Current);

        Assert.True(before.Next.IsCompleted);
        Assert.Equal(DirectoryState.Empty, directory.Current.State);
        Assert.Equal(before.Incarnation + 1, directory.Current.Incarnation);
    }

    private IEnumerable<long> Revisions(long after) => directory.Current.Log.After(after).Select(change => change.Revision);
}
