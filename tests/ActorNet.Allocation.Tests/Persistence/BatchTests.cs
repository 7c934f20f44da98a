using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Shards;
using Google.Protobuf;

namespace ActorNet.Allocation.Tests.Persistence;

public sealed class BatchTests
{
    private readonly Batch<ShardEvent> batch = new(_ => { }, AllocationSerializer.RoomFor, bytesPerWrite: 10_000);

    [Fact]
    public void What_fits_is_one_write()
    {
        Write(bytes: 100, times: 20);

        Assert.Equal(20, Assert.Single(batch.Writes).Count);
        Assert.False(batch.IsFull);
    }

    [Fact]
    public void No_write_is_larger_than_was_asked_for()
    {
        Write(bytes: 3_000, times: 50);

        Assert.Equal(50, batch.EventCount);
        Assert.Equal(50, batch.Writes.Sum(write => write.Count));
        Assert.All(batch.Writes, write => Assert.InRange(write.Sum(AllocationSerializer.RoomFor), 1, 10_000));
        Assert.All(batch.Writes.SkipLast(1), write => Assert.Equal(3, write.Count));
    }

    [Fact]
    public void Events_stay_in_order()
    {
        Write(bytes: 4_000, times: 9);

        Assert.Equal(Enumerable.Range(1, 9), batch.Writes.SelectMany(write => write).Select(change => (int)((LeaseUpdated)change).Epoch.Value));
    }

    [Fact]
    public void An_event_that_is_larger_by_itself_is_a_write_by_itself()
    {
        Write(bytes: 100, times: 1);
        Write(bytes: 20_000, times: 1);
        Write(bytes: 100, times: 1);

        Assert.Equal([1, 1, 1], batch.Writes.Select(write => write.Count));
        Assert.True(batch.IsFull);
    }

    [Fact]
    public void There_is_room_for_what_the_serializer_writes_and_for_little_more()
    {
        using var system = Akka.Actor.ActorSystem.Create("size", "akka.stdout-loglevel = OFF, akka.loglevel = OFF");
        var serializer = new AllocationSerializer((Akka.Actor.ExtendedActorSystem)system);

        CsCheck.Check.Sample(Generate.ShardEvent, change =>
        {
            var bytes = serializer.ToBinary(change).Length;
            Assert.InRange(AllocationSerializer.RoomFor(change), bytes, (bytes * 3) + 200);
        });
    }

    private void Write(int bytes, int times)
    {
        for (var i = 1; i <= times; i++)
        {
            batch.Write(Event(bytes, i));
        }
    }

    private static LeaseUpdated Event(int bytes, long epoch) => new(
        DateTimeOffset.UnixEpoch, new NodeId("node"), new Epoch(epoch), default, new NodeAttributes(ByteString.CopyFrom(new byte[bytes])));
}
