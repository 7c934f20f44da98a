using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Leases;
using ActorNet.Coordinator.Leases.Watching;
using ActorNet.Coordinator.Tests.Directory;
using Google.Protobuf;
using LeaseState = ActorNet.Allocation.Leases.LeaseState;
using NodeAttributes = ActorNet.Contracts.V1.NodeAttributes;

namespace ActorNet.Coordinator.Tests.Leases.Watching;

public sealed class WatchEncodingTests
{
    private readonly Events events = new();

    [Fact]
    public void An_event_in_bytes_is_the_event_in_words()
    {
        var change = new LeaseChange(LeaseEventType.Delete, Lease("node-1", new NodeAttributes { PublicIpv4 = "192.0.2.1", Labels = { ["zone"] = "é" } }));

        var batch = Assert.Single(WatchEncoding.Events([change], revision: 1L << 60, events.Pool));
        var message = Parse(batch.For(known: 0, events.Pool)!);

        Assert.Equal(1L << 60, message.Revision);
        Assert.Equal(new LeaseEvent { Type = LeaseEventType.Delete, Lease = LeaseMessages.From(change.Lease, events.Pool) }, Assert.Single(message.Events.Events));
    }

    [Fact]
    public void A_lease_in_a_snapshot_is_the_one_that_is_read()
    {
        var lease = Lease("node-1", new NodeAttributes());

        var message = Parse(WatchEncoding.Snapshot(
            Assert.Single(WatchEncoding.Pieces([lease], events.Pool)), isFirst: true, isLast: false, SnapshotReason.Compacted, revision: 9));

        var expected = new LeaseSnapshot { First = true, Reason = SnapshotReason.Compacted, Leases = { LeaseMessages.From(lease, events.Pool) } };
        Assert.Equal(new WatchLeasesResponse { Revision = 9, Snapshot = expected }, message);
    }

    [Fact]
    public void What_many_nodes_say_of_themselves_does_not_make_messages_that_clients_refuse()
    {
        var attributes = new NodeAttributes { Labels = { ["l"] = new string('x', 20_000) } };
        var leases = Enumerable.Range(0, 300).Select(number => Lease($"node-{number}", attributes)).ToList();

        var pieces = WatchEncoding.Pieces(leases, events.Pool);
        var batches = WatchEncoding.Events([.. leases.Select(lease => new LeaseChange(LeaseEventType.Put, lease))], 7, events.Pool).ToList();

        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 2 << 20));
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, 2 << 20));
        Assert.Equal(300, batches.Sum(batch => Parse(batch.For(0, events.Pool)!).Events.Events.Count));
    }

    [Fact]
    public void A_batch_brings_each_watcher_what_it_does_not_know()
    {
        LeaseChange[] changes = [.. Enumerable.Range(1, 3).Select(number => new LeaseChange(LeaseEventType.Put, Lease($"n{number}", new NodeAttributes()) with { Revision = number }))];
        var batch = Assert.Single(WatchEncoding.Events(changes, 5, events.Pool));

        Assert.Equal(["n1", "n2", "n3"], Nodes(batch.For(0, events.Pool)));
        Assert.Equal(["n3"], Nodes(batch.For(2, events.Pool)));
        Assert.Null(batch.For(3, events.Pool));
        Assert.Null(batch.For(9, events.Pool));
    }

    private static IEnumerable<string> Nodes(EncodedMessage? message) => Parse(message!).Events.Events.Select(change => change.Lease.NodeId);

    private static WatchLeasesResponse Parse(EncodedMessage message) => WatchLeasesResponse.Parser.ParseFrom(message.ToArray());

    private DirectoryLease Lease(string node, NodeAttributes attributes) => new(
        events.Pool.Shards.Single(),
        new NodeId(node),
        ImmutableArray.Create(Prefix.Parse("10.0.1.0/24")),
        new Epoch(5),
        LeaseState.Active,
        new Allocation.Leases.NodeAttributes(attributes.ToByteString()),
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch.AddSeconds(1),
        Revision: 4);
}
