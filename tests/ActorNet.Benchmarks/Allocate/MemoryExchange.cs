using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;
using Akka.Actor;

namespace ActorNet.Benchmarks.Allocate;

/// <summary>
/// A pool's coordinator and all of its shards: the rules that the product runs, and between them queues in memory in place of actors, journal and network.
/// Whatever is sent arrives, in order; what is decided counts as written at once.
/// </summary>
internal sealed class MemoryExchange
{
    private const int Everything = int.MaxValue;

    private readonly PoolCore pool = new(firstQuestion: 0, Unexpected);
    private readonly ShardCore[] shards;
    private readonly Queue<(int? Shard, object Message)> underWay = new();
    private readonly List<LeaseReply> replies = [];

    public MemoryExchange(PoolSpec spec)
    {
        Spec = spec;
        Apply(new PoolCreated(Now.WallClock, spec));
        shards = [.. spec.Shards.Select(key => new ShardCore(key, firstRequest: 0, Unexpected))];
        foreach (var shard in shards)
        {
            shard.State.Apply(new ShardActivated(Now.WallClock, default, spec), Now);
            shard.OnActivated(Now);
        }
    }

    public PoolSpec Spec { get; }

    public Moment Now { get; private set; } = new(TimeSpan.Zero, DateTimeOffset.UnixEpoch);

    /// <summary>How many times blocks went from the pool to a shard, or back.</summary>
    public long Moves { get; private set; }

    /// <summary>How many messages about blocks there were.</summary>
    public long Messages { get; private set; }

    /// <summary>How many nodes have a lease, the quarantined ones too.</summary>
    public int LeaseCount => shards.Sum(shard => shard.State.LeaseCount);

    public IEnumerable<ShardState> Shards => shards.Select(shard => shard.State);

    /// <summary>What no shard has.</summary>
    public PoolAccount Account => pool.State.Pools.Single();

    /// <summary>Where a node's commands go.</summary>
    public int ShardOf(NodeId node) => Spec.ShardOf(node).Index;

    /// <summary>Decides a command, and lets everything happen that follows from it; null where no answer has come.</summary>
    public LeaseReply? Ask(LeaseCommand command)
    {
        var shard = ShardOf(command.Node);
        var batch = NewBatch(shard);
        Decide(shard, command, batch);
        Complete(shard, batch);
        LetHappen();
        return TakeReplies().SingleOrDefault();
    }

    /// <summary>The answers that nodes got since the last call.</summary>
    public IReadOnlyList<LeaseReply> TakeReplies()
    {
        LeaseReply[] taken = [.. replies];
        replies.Clear();
        return taken;
    }

    /// <summary>Only decides: what is measured.</summary>
    public void Decide(int shard, LeaseCommand command, Batch<ShardEvent> batch) => shards[shard].Decide(new Command(command, ActorRefs.Nobody), batch, Now);

    public Batch<ShardEvent> NewBatch(int shard) => new(change => shards[shard].State.Apply(change, Now), AllocationSerializer.RoomFor, Everything);

    /// <summary>The rest of what was decided: answers leave, and what is to be asked for.</summary>
    public void Complete(int shard, Batch<ShardEvent> batch)
    {
        foreach (var (_, message) in batch.Answers)
        {
            switch (message(new Committed(default, Now)))
            {
                case ShardAnswer answer:
                    replies.Add(answer.Reply);
                    break;
                case var other:
                    underWay.Enqueue((null, other));
                    break;
            }
        }

        Moves += batch.Writes.Sum(write => write.Count(change => change is BlocksReceived or BlocksYielded));
        if (shards[shard].NextRequest(Now) is { } request)
        {
            underWay.Enqueue((null, request));
        }
    }

    /// <summary>Until nothing is under way any more.</summary>
    public void LetHappen()
    {
        while (underWay.TryDequeue(out var next))
        {
            Messages++;
            if (next.Shard is { } shard)
            {
                var batch = NewBatch(shard);
                shards[shard].Decide(new Command(next.Message, ActorRefs.Nobody), batch, Now);
                Complete(shard, batch);
            }
            else
            {
                TellPool(next.Message);
            }
        }
    }

    /// <summary>Time passes in steps that are no silence; what is due happens.</summary>
    public void Pass(TimeSpan time)
    {
        Now = new(Now.Elapsed + time, Now.WallClock + time);
        for (var shard = 0; shard < shards.Length; shard++)
        {
            var batch = NewBatch(shard);
            shards[shard].Decide(new Command(new Tick(), ActorRefs.Nobody), batch, Now);
            Complete(shard, batch);
        }

        LetHappen();
    }

    private void TellPool(object message)
    {
        var batch = new Batch<PoolEvent>(Apply, AllocationSerializer.RoomFor, Everything);
        pool.Decide(new Command(message, ActorRefs.Nobody), batch, Now);
        foreach (var (_, answer) in batch.Answers)
        {
            Send((ShardEnvelope)answer(new Committed(default, Now)));
        }

        foreach (var question in pool.NextQuestions(Now))
        {
            Send(question);
        }
    }

    private void Send(ShardEnvelope envelope) => underWay.Enqueue((envelope.Shard.Index, envelope.Message));

    private void Apply(PoolEvent change) => pool.State.Apply(change);

    private static void Unexpected(string problem) => throw new InvalidOperationException(problem);
}
