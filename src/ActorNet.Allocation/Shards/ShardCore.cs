using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Shards;

/// <summary>
/// What a shard does with each message: which rules decide it, what is written, what is answered, who has to wait for space. It has no
/// clock, no journal and no network; whoever runs it brings these.
/// </summary>
/// <param name="key">The shard.</param>
/// <param name="firstRequest">Where the numbers of its requests begin: at random, so that no answer to a predecessor is taken for its own.</param>
/// <param name="warn">Takes what an operator should know.</param>
internal sealed class ShardCore(ShardKey key, long firstRequest, Action<string> warn)
{
    private const int MaxExpiriesPerTick = 256;

    /// <summary>Between two ticks more time than this passes only when the process stood still or the store did not answer.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(5);

    private readonly Parking parking = new(firstRequest);
    private TimeSpan? lastTick;

    public ShardState State { get; } = new();

    public void Decide(Command command, Batch<ShardEvent> batch, Moment now)
    {
        switch (command.Message)
        {
            case AcquireLease acquire:
                Acquire(new Parked(acquire, command, AcquireRules.FirstSearch(State, acquire), now.Elapsed), batch, now);
                break;
            case RenewLease renew:
                Carry(RenewalRules.Decide(State, renew, now), renew, command, batch);
                break;
            case ReleaseLease release:
                Carry(ReleaseRules.Decide(State, release, now), release, command, batch);
                break;
            case BlocksOffered offered:
                parking.OnOffer(offered.Request);
                Receive(offered.Side, batch, now);
                break;
            case NoSpaceLeft refused:
                parking.OnRefusal(refused.Request, refused.IsCertain);
                Receive(refused.Side, batch, now);
                break;
            case YieldBlocks yield:
                Yield(yield, command, batch, now);
                break;
            case Tick:
                OnTick(batch, now);
                break;
            default:
                throw new InvariantException($"a shard does not know the message {command.Message.GetType().Name}");
        }
    }

    /// <summary>What to ask the pool for now; only for a committed state, because it tells the shard's side of the moves.</summary>
    public RequestBlocks? NextRequest(Moment now) => parking.NextRequest(now.Elapsed) is { } request
        ? new RequestBlocks(request.Number, key, request.Need, request.MayEndQuarantine, Side())
        : null;

    /// <summary>Those who wait for space: they are to be told that nobody knows.</summary>
    public IReadOnlyList<Parked> AbandonParked() => parking.TakeAll();

    private void Acquire(Parked request, Batch<ShardEvent> batch, Moment now)
    {
        var decision = AcquireRules.Decide(State, request.Acquire, request.Search, now);
        if (decision.Need is not { } need)
        {
            Carry(decision, request.Acquire, request.Command, batch);
        }
        else if (!parking.TryPark(request, need))
        {
            Reply(request.Command, new QueueFull(), batch);
        }
    }

    private void RetryParked(Batch<ShardEvent> batch, Moment now)
    {
        foreach (var parked in parking.TakeAll())
        {
            Acquire(parked, batch, now);
        }
    }

    private void Carry(LeaseDecision decision, LeaseCommand asked, Command command, Batch<ShardEvent> batch)
    {
        foreach (var change in decision.Events)
        {
            batch.Write(change);
        }

        var reply = decision.Reply!;
        batch.Reply(command, committed =>
        {
            if (EpochConfirmedBy(reply) is { } epoch)
            {
                State.Extend(asked.Node, epoch, committed.At);
            }

            return new ShardAnswer(reply, committed.Position);
        });
    }

    private static void Reply(Command command, LeaseReply reply, Batch<ShardEvent> batch) =>
        batch.Reply(command, committed => new ShardAnswer(reply, committed.Position));

    private static Epoch? EpochConfirmedBy(LeaseReply reply) => reply switch
    {
        LeaseGrant grant => grant.Lease.Epoch,
        LeaseRenewal renewal => renewal.Epoch,
        _ => null,
    };

    /// <summary>Takes what the pool gives, for the shard's own nodes first. Says whether the shard is up to date.</summary>
    private bool Receive(PoolSide side, Batch<ShardEvent> batch, Moment now)
    {
        var isBehind = BlockRules.IsBehind(State, side);
        if (isBehind)
        {
            warn($"pool {key.Pool} has moved blocks that shard {key} knows nothing of: it has a successor, or its journal has lost events");
        }
        else if (BlockRules.Receive(State, side, now) is { } received)
        {
            batch.Write(received);
        }

        RetryParked(batch, now);
        return !isBehind;
    }

    private void Yield(YieldBlocks yield, Command command, Batch<ShardEvent> batch, Moment now)
    {
        if (Receive(yield.Side, batch, now))
        {
            foreach (var change in YieldRules.Decide(State, yield.Need, yield.MayEndQuarantine, yield.Side.ConfirmedReturn, now))
            {
                batch.Write(change);
            }
        }

        batch.Reply(command, _ => new BlocksYieldedOrNot(yield.Question, key, Side()));
    }

    private void OnTick(Batch<ShardEvent> batch, Moment now)
    {
        NoteSilence(now);
        for (var i = 0; i < MaxExpiriesPerTick && State.Deadlines.TryTakeDue(now.Elapsed, out var node); i++)
        {
            if (ExpiryRules.Decide(State, node.Value, now) is { } change)
            {
                batch.Write(change);
            }
        }

        foreach (var late in parking.TakeLate(now.Elapsed))
        {
            Reply(late.Command, new OutcomeUnknown(), batch);
        }
    }

    /// <summary>Time in which nobody could have renewed does not count towards any end (S6).</summary>
    private void NoteSilence(Moment now)
    {
        if (now.Elapsed - lastTick is { } silence && silence > MaxSilence)
        {
            warn($"shard {key} did nothing for {silence.TotalSeconds:f1} s; every lease is given that much longer");
            State.Deadlines.Postpone(silence);
        }

        lastTick = now.Elapsed;
    }

    private ShardSide Side() => new(State.LastGrant, State.LastReturn);
}
