using System.Net.Sockets;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Tests.Persistence;
using CsCheck;

namespace ActorNet.Allocation.Tests.Messages;

/// <summary>Whatever may go from one replica to another.</summary>
internal static class GenerateMessage
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char['a', 'z'], 0, 20];

    private static readonly Gen<TimeSpan> Time = Gen.Long[0, TimeSpan.MaxValue.Ticks].Select(ticks => new TimeSpan(ticks));

    private static readonly Gen<JournalPosition> Position = Gen.Select(Text, Gen.Long[0, long.MaxValue], (id, number) => new JournalPosition(id, number));

    private static readonly Gen<FamilyLength> Length =
        Gen.Select(Gen.Bool, Gen.Int[0, 128], (isIpv6, length) => new FamilyLength(isIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, length));

    private static readonly Gen<SpaceNeed> Need = Gen.Select(Length.Array[0, 2], Generate.Prefixes, Generate.Prefixes, (lengths, preferred, together) =>
        new SpaceNeed([.. lengths], preferred) { Together = together, Ahead = [.. lengths.Take(1)], IsForKept = lengths.Length == 1 });

    private static readonly Gen<PoolSide> PoolSide =
        Gen.Select(Generate.Grant, Gen.Bool, Gen.Long[0, long.MaxValue], (grant, hasGrant, number) => new PoolSide(hasGrant ? grant : null, number))
            .SelectMany(side => Generate.Pool.Select(pool => side with { Pool = side.LastGrant is null ? null : pool }));

    private static readonly Gen<ShardSide> ShardSide =
        Gen.Select(Generate.Return, Gen.Bool, Gen.Long[0, long.MaxValue], (move, hasMove, number) => new ShardSide(number, hasMove ? move : null, number / 2) { PoolVersion = 1 + (number / 2) });

    private static readonly Gen<ShardHoldings> Holdings =
        Gen.Select(Gen.Int[0, 100], Generate.Node.Array[0, 3], Generate.Epoch, (count, some, epoch) => new ShardHoldings(count, [.. some], epoch));

    private static readonly Gen<LeaseCommand> Acquire = Gen.Select(
        Generate.Lease, Generate.Secret, Gen.Int[0, 64], Gen.Bool, Gen.Long[0, 1L << 62], Text)
        .Select((lease, token, length, isMore, burnt, id) => (LeaseCommand)new AcquireLease(lease.Node, lease.Instance)
        {
            Token = isMore ? token : null,
            BurntEpoch = new Epoch(burnt),
            Preferred = lease.Subnets,
            Ipv4Length = isMore ? length : null,
            Ipv6Length = isMore ? null : length,
            Ipv4Longest = isMore ? length + 1 : null,
            Ipv6Longest = isMore ? null : length + 2,
            Attributes = lease.Attributes,
            NewToken = lease.Token,
            RequestId = id,
            AcceptsMove = isMore,
            GivenUp = lease.Leaving,
            GivenUpEpoch = lease.Epoch,
            Labels = isMore ? NodeSelector.Of([KeyValuePair.Create("class", id)]).Labels : NodeSelector.None.Labels,
            MostSubnets = 1 + (length % 4),
            GivesBack = isMore,
        });

    private static readonly Gen<LeaseCommand> Renew = Generate.Lease.Select(lease => (LeaseCommand)new RenewLease(lease.Node, lease.Instance, lease.Epoch));

    private static readonly Gen<LeaseCommand> Release = Gen.Select(Generate.Lease, Gen.Bool, Gen.Bool, Text)
        .Select((lease, isHolder, isDown, text) => (LeaseCommand)new ReleaseLease(lease.Node, lease.Epoch)
        {
            Instance = isHolder ? lease.Instance : null,
            NodeIsDown = isDown,
            Reason = text,
            RequestId = text,
        });

    private static readonly Gen<object> ShardMessage = Gen.OneOf(
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.OneOf(Acquire, Renew, Release), (ticket, command) => new TicketedCommand(ticket, command))
            .Array[0, 5].Select(commands => (object)new LeaseCommands([.. commands])),
        Gen.Select(Gen.Long, PoolSide, (number, side) => (object)new BlocksOffered(number, side)),
        Gen.Select(Gen.Long, Gen.Bool, Length.Array[0, 2], PoolSide, (number, isCertain, lengths, side) => (object)new NoSpaceLeft(number, isCertain, [.. lengths], side) { IsKept = !isCertain }),
        Gen.Select(Gen.Long, Need, Gen.Bool, PoolSide, (number, need, mayEnd, side) => (object)new YieldBlocks(number, need, mayEnd, side) { Kind = mayEnd ? YieldKind.Pieces : YieldKind.Whole }),
        Gen.Select(Gen.Long, Generate.Withheld, PoolSide, (version, ranges, side) => (object)new WithholdRanges(version, ranges, side)),
        PoolSide.Select(side => (object)new TakePool(side)),
        Gen.Const((object)new DigestShard()),
        Gen.Const((object)WakeShard.Instance));

    private static readonly Gen<PoolReply> PoolReply = Gen.OneOf(
        Gen.Select(Generate.Pool, Generate.Lease, (pool, lease) => (PoolReply)new PoolIsThere(pool, lease.GrantedAt)),
        Gen.Const((PoolReply)new PoolNotFound(new PoolName("pool"))),
        Generate.Pool.Select(pool => (PoolReply)new PoolAlreadyExists(pool)),
        Generate.Prefixes.Where(prefixes => prefixes.Length > 1).Select(prefixes => (PoolReply)new PoolOverlap(prefixes[0], new PoolName("other"), prefixes[1])),
        Gen.Int.Select(limit => (PoolReply)new TooManyPools(limit)),
        Gen.Const((PoolReply)new PoolGone(new PoolName("pool"))),
        Generate.Pool.Select(pool => (PoolReply)new SelectorTie(pool.NodeSelector, new PoolName("other"), pool.NodeSelector)),
        Gen.Select(Gen.Long, Gen.Long, (planned, current) => (PoolReply)new ChangeOutdated(planned, current)),
        Text.Array[0, 3].Select(texts => (PoolReply)new ChangeNotPossible([.. texts.Select(text => new FieldProblem(text, text))])),
        Generate.Reservation.Select(reservation => (PoolReply)new CidrInUse(reservation.Cidr, reservation)),
        Generate.Reservation.Select(reservation => (PoolReply)new CidrInUse(reservation.Cidr, InTheWay: null)),
        Gen.Const((PoolReply)new PoolIsClosing(new PoolName("pool"))),
        Holdings.Select(holdings => (PoolReply)new PoolInUse(holdings.Count, holdings.Some)),
        Gen.Const((PoolReply)new PoolQueueFull()),
        Gen.Const((PoolReply)new PoolOutcomeUnknown()),
        Generate.Reservation.Select(reservation => (PoolReply)new ReservationIsThere(reservation)),
        Gen.Long.Select(number => (PoolReply)new ReservationIsGone(number)),
        Gen.Long.Select(number => (PoolReply)new ReservationNotFound(number)),
        Generate.Reservation.Select(reservation => (PoolReply)new ReservationAlreadyExists(reservation)),
        Gen.Select(Generate.Reservation, Generate.Reservation, (one, other) => (PoolReply)new ReservationOverlap(one.Cidr, other)),
        Gen.Select(Generate.Node, Generate.Reservation, (node, other) => (PoolReply)new NodeAlreadyPinned(node, other)),
        Text.Select(text => (PoolReply)new ReservationRangeRefused(new FieldProblem("cidr", text))),
        Gen.Int.Select(limit => (PoolReply)new TooManyReservations(limit)));

    public static Gen<IAllocationMessage> Any { get; } = Gen.OneOf(
        Gen.Select(Generate.Key, ShardMessage, (key, message) => (IAllocationMessage)new ShardEnvelope(key, message)),
        Answers(),
        Generate.Key.Select(key => (IAllocationMessage)new ShardNotReady(key)),
        Gen.Select(Position, Gen.Int[0, 1 << 30], Gen.ULong, (position, count, sum) => (IAllocationMessage)new ShardDigest(position, new LeaseDigest(count, sum))),
        Gen.Select(Gen.Long, Generate.Key, Need, Gen.Bool, ShardSide).Select((number, key, need, mayEnd, side) => (IAllocationMessage)new RequestBlocks(number, key, need, mayEnd, side)),
        Gen.Select(Gen.Long, Generate.Key, ShardSide, (number, key, side) => (IAllocationMessage)new BlocksYieldedOrNot(number, key, side)),
        Gen.Select(Generate.Pool, Gen.Bool, (pool, isTrial) => (IAllocationMessage)new CreatePool(pool, isTrial) { OnlyFirst = pool.IsCordoned }),
        Gen.Select(Generate.Pool, Gen.Bool, (pool, isTrial) => (IAllocationMessage)new ChangePool(pool, isTrial)),
        Gen.Long[0, long.MaxValue].Select(generation => (IAllocationMessage)new DeletePool(new PoolName("pool"), generation)),
        Gen.Select(Generate.Key, ShardSide, Holdings, Gen.Bool, (key, side, holdings, isClosed) => (IAllocationMessage)new PoolTaken(key, side, isClosed ? holdings : null)),
        Gen.Const((IAllocationMessage)new DescribePool(new PoolName("pool"))),
        Gen.Select(Reserving, Gen.Long[0, long.MaxValue], Reserving.List[0, 3], (wanted, replaces, rest) =>
            (IAllocationMessage)(wanted with { Replaces = replaces, Rest = [.. rest] })),
        Gen.Select(Generate.Reservation, Gen.Bool, Gen.Bool, (wanted, hasDrain, hasReason) => (IAllocationMessage)new UpdateReservation(new PoolName("pool"), wanted.Number)
        {
            Drains = hasDrain ? wanted.Drains : null,
            Reason = hasReason ? wanted.Reason : null,
        }),
        Gen.Long.Select(number => (IAllocationMessage)new DeleteReservation(new PoolName("pool"), number)),
        Gen.Select(PoolReply, Position, (reply, position) => (IAllocationMessage)new PoolAnswer(reply, position)));

    private static Gen<CreateReservation> Reserving =>
        Generate.Reservation.Select(wanted => new CreateReservation(new PoolName("pool"), wanted.Name, wanted.Cidr, wanted.Node, wanted.Reason) { Drains = wanted.Drains });

    /// <summary>A shard knows its pool in one way at a time.</summary>
    private static Gen<IAllocationMessage> Answers() => Generate.Pool.SelectMany(pool => Gen.OneOf(
            Gen.Select(Generate.Lease, Gen.Enum<SubnetSize>(), Gen.Enum<SubnetSize>(), (lease, ipv4, ipv6) => (LeaseReply)new LeaseGrant(lease, pool) { Sizes = new(ipv4, ipv6) }),
            Gen.Select(Generate.Epoch, Time, (epoch, time) => (LeaseReply)new LeaseRenewal(epoch, time) { PoolVersion = pool.Version, MustMove = pool.Version % 2 == 0 }),
            Gen.Select(Generate.Lease, Time, (lease, time) => (LeaseReply)new LeaseEnd(lease, pool, time)),
            Length.Array[0, 2].Select(lengths => (LeaseReply)new PoolExhausted(lengths) { KeptFor = pool.Headroom.Selector }),
            Gen.Select(Length, Gen.Int, Gen.Int, (given, shortest, longest) => (LeaseReply)new LengthNotOffered(given, shortest, longest)),
            Gen.Const((LeaseReply)new LeaseNotFound()),
            Gen.Bool.Select(isClosing => (LeaseReply)new PoolCordoned(isClosing)),
            Gen.Select(Generate.Epoch, Generate.Epoch, (given, current) => (LeaseReply)new EpochStale(given, current)),
            Time.Select(time => (LeaseReply)new NodeIdInUse(time)),
            Generate.Epoch.Select(epoch => (LeaseReply)new LeaseRevocation(epoch)),
            Gen.Const((LeaseReply)new QueueFull()),
            Gen.Const((LeaseReply)new OutcomeUnknown()))
        .Array[0, 6]
        .SelectMany(replies => Position.Select(position =>
            (IAllocationMessage)new LeaseAnswers(position, [.. replies.Select((reply, index) => new TicketedReply(index + 1, reply))]))));
}
