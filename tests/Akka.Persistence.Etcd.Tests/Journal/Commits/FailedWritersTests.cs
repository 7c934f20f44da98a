using Akka.Persistence.Etcd.Journal.Commits;

namespace Akka.Persistence.Etcd.Tests.Journal.Commits;

public sealed class FailedWritersTests
{
    [Fact]
    public void Only_the_incarnation_that_failed_last_is_known()
    {
        var failed = new FailedWriters(capacity: 10);

        failed.Add("a", "first");
        failed.Add("a", "second");

        Assert.False(failed.Contains("a", "first"));
        Assert.True(failed.Contains("a", "second"));
        Assert.False(failed.Contains("b", "second"));
    }

    [Fact]
    public void After_a_recovery_nobody_has_failed()
    {
        var failed = new FailedWriters(capacity: 10);
        failed.Add("a", "first");

        failed.Forget("a");

        Assert.False(failed.Contains("a", "first"));
    }

    [Fact]
    public void It_keeps_no_more_than_it_may()
    {
        var failed = new FailedWriters(capacity: 3);

        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            failed.Add(id, "writer");
        }

        Assert.Equal(["b", "c", "d"], new[] { "a", "b", "c", "d" }.Where(id => failed.Contains(id, "writer")));
    }
}
