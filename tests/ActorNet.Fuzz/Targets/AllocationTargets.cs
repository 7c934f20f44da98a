using System.Net.Sockets;
using System.Runtime.Serialization;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Fuzz.Engine;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf.Reflection;
using Journal = ActorNet.Allocation.Persistence.Wire;
using Messages = ActorNet.Allocation.Messages.Wire;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// What replicas read out of journals and snapshots, and what they send each other. Whatever is read can be written again: a record that makes an
/// object that no journal takes would end a shard later, where nobody knows why.
/// </summary>
internal sealed class AllocationTargets : IAsyncDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Prefix Subnet = Prefix.Parse("10.244.3.0/24");
    private static readonly Prefix Block = Prefix.Parse("10.244.0.0/20");
    private static readonly PoolSpec Spec = new PoolSettings { Name = new("default"), Cidrs = [Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd00::/48")] }.Resolve().Spec!;
    private static readonly PoolSpec Changed = Spec with { Version = 2, IsCordoned = true, NodeSelector = NodeSelector.Of([KeyValuePair.Create("zone", "a")]) };
    private static readonly ShardKey Shard = new(new("default"), 1, 3);
    private static readonly BlockGrant Grant = new(1, [Block], new Epoch(6));
    private static readonly BlockReturn Return = new(1, [Block], new Epoch(7));
    private static readonly Lease Lease = new(new("node-1"), [Subnet], new Epoch(7), LeaseState.Active, Secret128.Draw(), Secret128.Draw(), NodeAttributes.None, At, At);
    private static readonly SpaceNeed Need = new([new FamilyLength(AddressFamily.InterNetwork, 24)], [Subnet]);

    private readonly ActorSystem system = ActorSystem.Create("fuzz", AllocationSerializer.Config.WithFallback(MessageSerializer.Config).WithFallback("akka.loglevel = ERROR"));

    public IEnumerable<ParserTarget> All =>
    [
        Serializer<ShardEvent>(
            "journal-shard-event", Journal.ShardEvent.Descriptor,
            new ShardActivated(At, Secret128.Draw(), Spec),
            new ShardPoolChanged(At, Changed),
            new TimeToLiveSettled(At),
            new BlocksReceived(At, Grant),
            new BlocksYielded(At, Return),
            new LeaseGranted(At, Lease.Node, Lease.Epoch, Lease.Subnets, Lease.Instance, Lease.Token, Lease.Attributes, "r-1"),
            new LeaseUpdated(At, Lease.Node, Lease.Epoch, Lease.Instance, Lease.Attributes),
            new LeaseReleased(At, Lease.Node, Lease.Epoch, ByHolder: true, "drained", "r-2"),
            new LeaseSuspected(At, Lease.Node, Lease.Epoch),
            new LeaseHeardAgain(At, Lease.Node, Lease.Epoch),
            new LeaseExpired(At, Lease.Node, Lease.Epoch)),
        Serializer<ShardSnapshot>("snapshot-shard", Journal.ShardSnapshot.Descriptor, new ShardSnapshot(Spec, Lease.Epoch, 1, Return, [Block], [Lease])),
        Serializer<PoolEvent>(
            "journal-pool-event", Journal.PoolEvent.Descriptor,
            new CoordinatorActivated(At, Secret128.Draw()), new PoolCreated(At, Spec), new PoolChanged(At, Changed), new PoolDeleted(At, Spec.Name, 1, new Epoch(9)), new BlocksGranted(At, Shard, Grant), new BlocksReturned(At, Shard, Return)),
        Serializer<PoolSnapshot>(
            "snapshot-pool", Journal.PoolSnapshot.Descriptor,
            new PoolSnapshot([new PoolAccountSnapshot(Spec, At, Epoch.None, [Block], [new ShardAccountSnapshot(3, [Block], Grant, 1)])])
            {
                Deleted = [new DeletedPoolSnapshot(new("gone"), 2)],
                DeletedFloor = new Epoch(9),
            }),
        Serializer<ShardEnvelope>(
            "message-envelope", Messages.ShardEnvelope.Descriptor,
            new ShardEnvelope(Shard, new LeaseCommands(
            [
                new TicketedCommand(1, new AcquireLease(Lease.Node, Lease.Instance) { NewToken = Lease.Token, Preferred = [Subnet], RequestId = "r-1" }),
                new TicketedCommand(2, new RenewLease(Lease.Node, Lease.Instance, Lease.Epoch)),
                new TicketedCommand(3, new ReleaseLease(Lease.Node, Lease.Epoch) { NodeIsDown = true, Reason = "gone" }),
            ])),
            new ShardEnvelope(Shard, new YieldBlocks(1, Need, true, new PoolSide(Grant, 1))),
            new ShardEnvelope(Shard, new TakePool(new PoolSide(Grant, 1) { Pool = Changed })),
            new ShardEnvelope(Shard, WakeShard.Instance)),
        Serializer<LeaseAnswers>(
            "message-answers", Messages.LeaseAnswers.Descriptor,
            new LeaseAnswers(new JournalPosition(Shard.PersistenceId, 9),
            [
                new TicketedReply(1, new LeaseGrant(Lease, Spec)),
                new TicketedReply(2, new LeaseRenewal(Lease.Epoch, TimeSpan.FromHours(24))),
                new TicketedReply(3, new NodeIdInUse(TimeSpan.FromSeconds(5))),
                new TicketedReply(4, new PoolExhausted(Need.Lengths)),
            ])),
        Serializer<ShardNotReady>("message-not-ready", Messages.ShardNotReady.Descriptor, new ShardNotReady(Shard)),
        Serializer<ShardDigest>("message-digest", Messages.ShardDigest.Descriptor, new ShardDigest(new JournalPosition(Shard.PersistenceId, 9), new LeaseDigest(1, 2))),
        Serializer<RequestBlocks>("message-request-blocks", Messages.RequestBlocks.Descriptor, new RequestBlocks(1, Shard, Need, true, new ShardSide(1, Return))),
        Serializer<BlocksYieldedOrNot>("message-yielded", Messages.BlocksYieldedOrNot.Descriptor, new BlocksYieldedOrNot(1, Shard, new ShardSide(1, Return))),
        Serializer<CreatePool>("message-create-pool", Messages.CreatePool.Descriptor, new CreatePool(Spec)),
        Serializer<ChangePool>("message-change-pool", Messages.ChangePool.Descriptor, new ChangePool(Changed)),
        Serializer<DeletePool>("message-delete-pool", Messages.DeletePool.Descriptor, new DeletePool(Spec.Name, 1)),
        Serializer<PoolTaken>(
            "message-pool-taken", Messages.PoolTaken.Descriptor,
            new PoolTaken(Shard, new ShardSide(1, Return) { PoolVersion = 2 }, new ShardHoldings(1, [Lease.Node], Lease.Epoch))),
        Serializer<DescribePool>("message-describe-pool", Messages.DescribePool.Descriptor, new DescribePool(new("default"))),
        Serializer<PoolAnswer>("message-pool-answer", Messages.PoolAnswer.Descriptor, new PoolAnswer(new PoolIsThere(Spec, At), new JournalPosition("pools", 3))),
    ];

    public async ValueTask DisposeAsync() => await system.Terminate();

    private ParserTarget Serializer<T>(string name, MessageDescriptor descriptor, params T[] samples)
        where T : notnull
    {
        var serializer = (SerializerWithStringManifest)system.Serialization.FindSerializerFor(samples[0]);
        var manifest = serializer.Manifest(samples[0]);
        return Sample.Protobuf(
            name,
            descriptor,
            input => Sample.Allowing<SerializationException>(() => serializer.ToBinary(serializer.FromBinary(input, manifest))),
            [.. samples.Select(sample => serializer.ToBinary(sample))]);
    }
}
