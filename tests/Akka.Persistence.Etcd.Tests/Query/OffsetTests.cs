using Akka.Persistence.Etcd.Query;
using Akka.Persistence.Etcd.Tests.Support;
using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Tests.Query;

public sealed class OffsetTests : QueryTest
{
    private const int Writers = 12;

    [Fact]
    public void An_offset_names_its_revision()
    {
        Assert.Equal(0, EtcdOffset.RevisionOf(Offset.NoOffset()));
        Assert.Equal(7, EtcdOffset.RevisionOf(EtcdOffset.Of(7, 3)));
        Assert.Equal(7, EtcdOffset.RevisionOf(EtcdOffset.AfterRevision(7)));
        Assert.True(EtcdOffset.AfterRevision(7).CompareTo(EtcdOffset.Of(7, 1_000_000)) > 0);
        Assert.True(EtcdOffset.AfterRevision(7).CompareTo(EtcdOffset.Of(8, 0)) < 0);
        Assert.Equal(7, EtcdOffset.FirstRevisionBehind(EtcdOffset.Of(7, 3).Value));
        Assert.Equal(8, EtcdOffset.FirstRevisionBehind(EtcdOffset.ValueOf(EtcdOffset.AfterRevision(7))));
        Assert.Equal(1L << 43, EtcdOffset.FirstRevisionBehind(long.MaxValue));
    }

    [Fact]
    public async Task All_readers_see_the_same_events_in_the_same_order_at_the_same_offsets()
    {
        await using var other = QueryHost.Start(cluster);
        var live = host.Follow(host.Events.AllEvents(Offset.NoOffset()));
        var elsewhere = other.Follow(other.Events.AllEvents(Offset.NoOffset()));

        await WriteTogetherAsync();

        var now = await other.AllOfAsync(other.Events.CurrentAllEvents(Offset.NoOffset()));
        await live.HasSeenAsync(now.Count);
        await elsewhere.HasSeenAsync(now.Count);
        Same.Events(now, live.Seen);
        Same.Events(now, elsewhere.Seen);
        Same.Events(now, now.OrderBy(e => e.Offset));
        Assert.Equal(now.Count, now.Select(e => e.Offset).Distinct().Count());
        Assert.Contains(now.GroupBy(e => EtcdOffset.RevisionOf(e.Offset)), revision => revision.DistinctBy(e => e.PersistenceId).Skip(1).Any());
        foreach (var one in now.GroupBy(e => e.PersistenceId))
        {
            Assert.Equal(Enumerable.Range(1, one.Count()).Select(n => (long)n), one.Select(e => e.SequenceNr));
            var own = await host.AllOfAsync(host.Events.CurrentEventsByPersistenceId(one.Key, 0, long.MaxValue));
            Same.Events(one, own);
        }
    }

    [Fact]
    public async Task From_every_offset_exactly_the_rest_is_given()
    {
        await WriteTogetherAsync();
        var all = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));

        for (var read = 1; read <= all.Count; read++)
        {
            var (offset, rest) = (all[read - 1].Offset, all.Skip(read).ToList());
            Same.Events(rest, await host.AllOfAsync(host.Events.CurrentAllEvents(offset)));
            Same.Events(rest, await host.TakeAsync(host.Events.AllEvents(offset), rest.Count));
        }
    }

    [Fact]
    public async Task Offsets_stay_as_they_are_when_events_beside_them_are_deleted()
    {
        var writers = await WriteTogetherAsync();
        var before = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));
        foreach (var (writer, index) in writers.Select((writer, index) => (writer, index)).Where(entry => entry.index % 2 == 0))
        {
            await writer.AskAsync<DeleteMessagesSuccess>(new DeleteTo(2 + (index / 2)));
        }

        var left = await host.AllOfAsync(host.Events.CurrentAllEvents(Offset.NoOffset()));

        var expected = before.Where(e => IndexOf(e.PersistenceId) % 2 != 0 || e.SequenceNr > 2 + (IndexOf(e.PersistenceId) / 2)).ToList();
        Assert.NotEqual(before.Count, left.Count);
        Same.Events(expected, left);
        foreach (var (offset, rest) in left.Select((e, index) => (e.Offset, left.Skip(index + 1).ToList())))
        {
            Same.Events(rest, await host.AllOfAsync(host.Events.CurrentAllEvents(offset)));
        }

        // A reader that goes on from an offset sees what one that was never away has seen, deleted since or not.
        foreach (var offset in left.Select(e => e.Offset).SkipLast(1))
        {
            var rest = before.Where(e => e.Offset.CompareTo(offset) > 0).ToList();
            Same.Events(rest, await host.TakeAsync(host.Events.AllEvents(offset), rest.Count));
        }
    }

    private static int IndexOf(string persistenceId) => int.Parse(persistenceId.Split('-')[1]);

    /// <summary>Writers that write at the same time, single events and several as one.</summary>
    private async Task<IReadOnlyList<Actor.IActorRef>> WriteTogetherAsync()
    {
        var writers = Enumerable.Range(0, Writers).Select(index => host.StartWriter($"w-{index}")).ToList();
        await Task.WhenAll(writers.Select(writer => writer.AskAsync<Written>("first")));
        await Task.WhenAll(writers.SelectMany((writer, index) => Enumerable.Range(0, 6).Select(n =>
            writer.AskAsync<Written>(n % 3 == 2 ? new Together($"{index}.{n} a", $"{index}.{n} b", $"{index}.{n} c") : $"{index}.{n}"))));
        return writers;
    }
}
