using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Tests.Directory;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Attestations;

public sealed class AttestationBookTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Events events = new();
    private readonly LeaseDirectory directory;

    public AttestationBookTests()
    {
        directory = new LeaseDirectory(time);
        directory.Apply([events.PoolCreated()]);
    }

    [Fact]
    public void The_last_word_of_each_node_is_kept_with_its_age_and_what_was_known_then()
    {
        var book = new AttestationBook(directory, time);
        Note(book, "b", epoch: 1);
        Note(book, "a", epoch: 2);
        directory.Apply([events.Granted("b", 3, "10.0.0.0/24")]);
        time.Advance(TimeSpan.FromSeconds(7));
        Note(book, "b", epoch: 3);

        var nodes = book.After(PoolName.Default, after: null, count: 10);

        Assert.Equal(
            [("a", 2, 7, 1), ("b", 3, 0, 2)],
            nodes.Select(node => (node.Node.Value, (int)node.Epoch.Value, (int)node.Age.TotalSeconds, (int)node.SeenRevision)));
    }

    [Fact]
    public void Nodes_come_in_pages()
    {
        var book = new AttestationBook(directory, time);
        foreach (var node in new[] { "c", "a", "d", "b" })
        {
            Note(book, node);
        }

        Assert.Equal(["a", "b"], book.After(PoolName.Default, after: null, count: 2).Select(node => node.Node.Value));
        Assert.Equal(["c", "d"], book.After(PoolName.Default, new NodeId("b"), count: 2).Select(node => node.Node.Value));
        Assert.Empty(book.After(new PoolName("other"), after: null, count: 2));
    }

    [Fact]
    public void There_are_never_more_than_so_many_and_who_was_heard_longest_ago_goes_first()
    {
        var book = new AttestationBook(directory, time, maxNodes: 3);
        foreach (var node in new[] { "a", "b", "c", "a", "d" })
        {
            Note(book, node);
        }

        Assert.Equal(["a", "c", "d"], book.After(PoolName.Default, after: null, count: 10).Select(node => node.Node.Value));
    }

    [Fact]
    public void A_node_that_is_not_heard_any_more_is_forgotten()
    {
        var book = new AttestationBook(directory, time);
        Note(book, "a");
        time.Advance(AttestationBook.Lifetime + TimeSpan.FromSeconds(1));
        Note(book, "b");

        Assert.Equal(["b"], book.After(PoolName.Default, after: null, count: 10).Select(node => node.Node.Value));
    }

    [Fact]
    public void What_was_known_minutes_before_is_told_once_it_is_known()
    {
        var book = new AttestationBook(directory, time);
        Note(book, "a");
        Assert.Equal(0, Settled(book));

        directory.Apply([events.Granted("a", 1, "10.0.0.0/24")]);
        time.Advance(TimeSpan.FromMinutes(4));
        Note(book, "a");
        Assert.Equal(1, Settled(book));

        time.Advance(TimeSpan.FromMinutes(4));
        Note(book, "a");
        Assert.Equal(2, Settled(book));
    }

    private static long Settled(AttestationBook book) => book.After(PoolName.Default, after: null, count: 1).Single().SettledRevision;

    private void Note(AttestationBook book, string node, long epoch = 1) =>
        book.Note(events.Pool, new NodeId(node), new Epoch(epoch), new NodeAttestation { Version = 1 });
}
