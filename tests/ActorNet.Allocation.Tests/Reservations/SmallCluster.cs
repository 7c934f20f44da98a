using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;
using Akka.Actor;

namespace ActorNet.Allocation.Tests.Reservations;

/// <summary>A coordinator and the shards of one pool, without actors: what is decided happens at once, and what is sent arrives unless a test loses it.</summary>
internal sealed class SmallCluster
{
    private readonly SortedDictionary<int, ShardCore> shards = [];
    private readonly Queue<object> underWay = new();
    private readonly List<object> answers = [];
    private TimeSpan elapsed = TimeSpan.FromHours(1);

    public SmallCluster(PoolSpec pool)
    {
        Pool = pool;
        Coordinator = new PoolCore(firstQuestion: 1000, _ => { });
        Coordinator.State.Apply(new PoolCreated(Now.WallClock, pool));
        foreach (var key in pool.Shards)
        {
            shards[key.Index] = NewShard(key);
            shards[key.Index].State.Apply(new ShardActivated(Now.WallClock, default, pool), Now);
        }
    }

    public PoolSpec Pool { get; }

    public PoolCore Coordinator { get; private set; }

    public PoolAccount Account => Coordinator.State.TryGet(Pool.Name, out var pool) ? pool : throw new InvalidOperationException("there is no pool");

    /// <summary>Whether a message is lost on its way; it is taken for one of the coordinator's or of a shard's by its type.</summary>
    public Func<object, bool> Loses { get; set; } = _ => false;

    /// <summary>Every event of every shard so far.</summary>
    public List<ShardEvent> ShardEvents { get; } = [];

    private Moment Now => new(elapsed, DateTimeOffset.UnixEpoch + elapsed);

    public ShardState Shard(int index) => shards[index].State;

    public ShardState ShardOf(string node) => Shard(Pool.ShardOf(new NodeId(node)).Index);

    /// <summary>A node's name that hashes to a shard.</summary>
    public string NodeOf(int shard, int skip = 0) =>
        Enumerable.Range(0, 10_000).Select(number => $"node-{number}").Where(node => Pool.ShardOf(new NodeId(node)).Index == shard).Skip(skip).First();

    public PoolReply Reserve(string name, string cidr, string? node = null, string reason = "") => Tell(
        new CreateReservation(Pool.Name, new ReservationName(name), Prefix.Parse(cidr), node is null ? null : new NodeId(node), reason));

    public Reservation Reserved(string name, string cidr, string? node = null) => Assert.IsType<ReservationIsThere>(Reserve(name, cidr, node)).Reservation;

    public Reservation Drained(string name, string cidr, string? node = null) => Assert.IsType<ReservationIsThere>(Tell(
        new CreateReservation(Pool.Name, new ReservationName(name), Prefix.Parse(cidr), node is null ? null : new NodeId(node), string.Empty) { Drains = true })).Reservation;

    public PoolReply Drain(long number, bool drains) => Tell(new UpdateReservation(Pool.Name, number) { Drains = drains });

    public PoolReply EndReservation(long number) => Tell(new DeleteReservation(Pool.Name, number));

    public PoolReply Tell(object command)
    {
        answers.Clear();
        ToCoordinator(command);
        Run();
        return answers.OfType<PoolAnswer>().Last().Reply;
    }

    public LeaseReply Ask(LeaseCommand command)
    {
        answers.Clear();
        ToShard(Pool.ShardOf(command.Node).Index, command);
        Run();
        return answers.OfType<ShardAnswer>().Last().Reply;
    }

    /// <summary>Null where the node waits.</summary>
    public LeaseReply? TryAsk(LeaseCommand command)
    {
        answers.Clear();
        ToShard(Pool.ShardOf(command.Node).Index, command);
        Run();
        return answers.OfType<ShardAnswer>().LastOrDefault()?.Reply;
    }

    /// <summary>Lets time pass until the node that waits is answered.</summary>
    public T PassUntilAnswered<T>(TimeSpan step)
        where T : LeaseReply
    {
        for (var attempt = 0; attempt < 3 && answers.OfType<ShardAnswer>().LastOrDefault() is null; attempt++)
        {
            Pass(step);
        }

        return Assert.IsAssignableFrom<T>(answers.OfType<ShardAnswer>().Last().Reply);
    }

    public Lease Acquire(string node, params string[] preferred) => Assert.IsType<LeaseGrant>(Ask(Tests.Ask.Acquire(node, [.. preferred]))).Lease;

    public void Release(Lease lease) => Assert.IsType<LeaseEnd>(Ask(Tests.Ask.ReleaseByHolder(lease)));

    /// <summary>Time passes, and everybody looks at what is due; a shard that sleeps for long would not count it.</summary>
    public void Pass(TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(2);
        for (var end = elapsed + time; elapsed < end;)
        {
            elapsed += end - elapsed < step ? end - elapsed : step;
            ToCoordinator(new Tick());
            foreach (var index in shards.Keys)
            {
                ToShard(index, new Tick());
            }

            Run();
        }
    }

    /// <summary>All begin again from snapshots.</summary>
    public void Restart()
    {
        var coordinator = new PoolCore(firstQuestion: 9000, _ => { });
        coordinator.State.Restore(Coordinator.State.ToSnapshot());
        Coordinator = coordinator;
        foreach (var key in Pool.Shards)
        {
            var shard = NewShard(key);
            shard.State.Restore(shards[key.Index].State.ToSnapshot(), Now);
            shards[key.Index] = shard;
        }
    }

    /// <summary>A message of the coordinator's arrives at a shard, late or from a predecessor.</summary>
    public void Deliver(int shard, object message)
    {
        ToShard(shard, message);
        Run();
    }

    /// <summary>Free, set aside and with shards: together it is the pool.</summary>
    public void AssertExact()
    {
        foreach (var family in Pool.Families)
        {
            var total = family.Cidrs.Aggregate(UInt128.Zero, (sum, cidr) => sum + cidr.AddressCount);
            var granted = Account.Shards.Values.Aggregate(UInt128.Zero, (sum, shard) => sum + shard.Blocks[family.Family].FreeAddresses);
            Assert.Equal(total, Account.Space[family.Family].FreeAddresses + Account.Reservations.SetAside[family.Family].FreeAddresses + granted);
            foreach (var shard in shards.Values.Select(core => core.State))
            {
                var owned = shard.Blocks.Where(block => block.Family == family.Family).Aggregate(UInt128.Zero, (sum, block) => sum + block.AddressCount);
                var held = shard.Leases.Where(lease => lease.State != LeaseState.Quarantined).SelectMany(lease => lease.Subnets)
                    .Where(subnet => subnet.Family == family.Family).Aggregate(UInt128.Zero, (sum, subnet) => sum + subnet.AddressCount);
                var space = shard.Space[family.Family];
                var kept = shard.Kept.Space[family.Family];
                Assert.Equal(
                    owned,
                    held + space.FreeAddresses + space.QuarantinedAddresses + kept.FreeAddresses + kept.QuarantinedAddresses + shard.Withheld.Space[family.Family].FreeAddresses);
            }
        }
    }

    private static ShardCore NewShard(ShardKey key) => new(key, firstRequest: 100 * (key.Index + 1), _ => { });

    private void Run()
    {
        while (underWay.TryDequeue(out var message))
        {
            if (Loses(message is ShardEnvelope envelope ? envelope.Message : message))
            {
                continue;
            }

            switch (message)
            {
                case ShardEnvelope to:
                    ToShard(to.Shard.Index, to.Message);
                    break;
                default:
                    ToCoordinator(message);
                    break;
            }
        }
    }

    private void ToCoordinator(object message)
    {
        var batch = new Batch<PoolEvent>(Coordinator.State.Apply, AllocationSerializer.RoomFor, int.MaxValue);
        Coordinator.Decide(new Command(message, ActorRefs.Nobody), batch, Now);
        foreach (var answer in batch.Answers.Select(answer => answer.Message(new Committed(default, Now))))
        {
            Send(answer);
        }

        foreach (var question in Coordinator.NextQuestions(Now))
        {
            Send(question);
        }
    }

    private void ToShard(int index, object message)
    {
        var core = shards[index];
        var batch = new Batch<ShardEvent>(change => core.State.Apply(change, Now), AllocationSerializer.RoomFor, int.MaxValue);
        core.Decide(new Command(message, ActorRefs.Nobody), batch, Now);
        ShardEvents.AddRange(batch.Writes.SelectMany(write => write));
        foreach (var answer in batch.Answers.Select(answer => answer.Message(new Committed(default, Now))))
        {
            Send(answer);
        }

        if (core.NextRequest(Now) is { } request)
        {
            Send(request);
        }
    }

    private void Send(object message)
    {
        if (message is StillOwner)
        {
            return;
        }

        if (message is ShardEnvelope or RequestBlocks or BlocksYieldedOrNot)
        {
            underWay.Enqueue(message);
        }
        else
        {
            answers.Add(message);
        }
    }
}
