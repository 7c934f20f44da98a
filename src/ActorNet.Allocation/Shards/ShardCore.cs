using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
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
    private const int MostDuePerTick = 512;

    /// <summary>Between two ticks more time than this passes only when the process stood still or the store did not answer.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(5);

    private readonly Parking parking = new(firstRequest);
    private readonly Foresight foresight = new(firstRequest);
    private TimeSpan? lastTick;

    public ShardState State { get; } = new();

    /// <summary>A take-over gives every lease its full time anew, whatever was known before (safety rule 5).</summary>
    public void OnActivated(Moment now)
    {
        State.RestartDeadlines(now);
        lastTick = now.Elapsed;
    }

    public void Decide(Command command, Batch<ShardEvent> batch, Moment now)
    {
        switch (command.Message)
        {
            case AcquireLease acquire:
                Acquire(acquire, command, batch, now);
                break;
            case RenewLease renew:
                Carry(InThisPool(RenewalRules.Decide(State, renew, now)), renew, command, batch, now);
                break;
            case ReleaseLease release:
                Carry(InThisPool(ReleaseRules.Decide(State, release, now)), release, command, batch, now);
                break;
            case BlocksOffered offered:
                parking.OnOffer(offered.Request);
                foresight.OnOffer(offered.Request);
                Receive(offered.Side, batch, now);
                break;
            case NoSpaceLeft refused:
                parking.OnRefusal(refused.Request, refused.IsCertain, refused.Lacking, now.Elapsed, refused.IsKept);
                foresight.OnRefusal(refused.Request, now.Elapsed);
                Receive(refused.Side, batch, now);
                break;
            case YieldBlocks yield:
                Yield(yield, command, batch, now);
                break;
            case WithholdRanges withhold:
                Withhold(withhold, command, batch, now);
                break;
            case TakePool take:
                Take(take, command, batch, now);
                break;
            case DigestShard:
                Digest(command, batch);
                break;
            case Tick:
                OnTick(batch, now);
                break;
            default:
                throw new InvariantException($"a shard does not know the message {command.Message.GetType().Name}");
        }
    }

    /// <summary>What to ask the pool for now; only for a committed state, because it tells the shard's side of the moves.</summary>
    public RequestBlocks? NextRequest(Moment now) => (parking.NextRequest(now.Elapsed) ?? foresight.NextRequest(State, now.Elapsed)) is { } request
        ? new RequestBlocks(request.Number, key, request.Need, request.MayEndQuarantine, Side())
        : null;

    /// <summary>
    /// Whether it has to ask for the pool itself: the coordinator tells those that have ever had space, and a closed shard wants to know when the pool is gone.
    /// </summary>
    public bool MustAskForPool => State.Pool is { } pool && (pool.IsClosing || !State.Blocks.Any());

    /// <summary>Those who wait for space: they are to be told that nobody knows.</summary>
    public IReadOnlyList<Parked> AbandonParked() => parking.TakeAll();

    /// <summary>Most requests are decided at once, and nothing is to be kept of them.</summary>
    private void Acquire(AcquireLease acquire, Command command, Batch<ShardEvent> batch, Moment now)
    {
        var search = AcquireRules.FirstSearch(State, acquire);
        var decision = AcquireRules.Decide(State, acquire, search, now);
        if (decision.Need is null)
        {
            Carry(decision, acquire, command, batch, now);
        }
        else
        {
            Acquire(new Parked(acquire, command, search, now.Elapsed), batch, now);
        }
    }

    private void Acquire(Parked request, Batch<ShardEvent> batch, Moment now)
    {
        var decision = AcquireRules.Decide(State, request.Acquire, request.Search, now);
        if (decision.Need is not { } need)
        {
            Carry(decision, request.Acquire, request.Command, batch, now);
        }
        else if (decision.IsForMore && (request.Search > SpaceSearch.Free || parking.KnowsOfNothingFree(need, now.Elapsed)))
        {
            var smaller = FurtherRules.Concede(request.Acquire, need);
            Acquire(request with { Acquire = smaller, Search = SpaceSearch.Free, Need = null, AskedBy = null }, batch, now);
        }
        else if (request.Search == SpaceSearch.Free && parking.KnowsOfNothingFree(need, now.Elapsed))
        {
            Acquire(request with { Search = SpaceSearch.Quarantined }, batch, now);
        }
        else if (request.Search == SpaceSearch.Exhausted && SizeRules.Concede(request.Acquire, State.Pool!, request.Lacking) is { } conceded)
        {
            Acquire(new Parked(conceded, request.Command, AcquireRules.FirstSearch(State, conceded), request.Since), batch, now);
        }
        else if (request.Search == SpaceSearch.Exhausted)
        {
            var keptFor = request.IsKept ? State.Pool!.Headroom.Selector : NodeSelector.None;
            ConfirmOr(new PoolExhausted(request.Lacking) { KeptFor = keptFor }, request, batch, now);
        }
        else if (!parking.TryPark(request, need))
        {
            ConfirmOr(new QueueFull(), request, batch, now);
        }
    }

    /// <summary>A holder that cannot move, or have more, for want of space keeps what it has, and everybody else hears why there is nothing.</summary>
    private void ConfirmOr(LeaseRefusal refusal, Parked request, Batch<ShardEvent> batch, Moment now)
    {
        var staying = request.Acquire with { AcceptsMove = false, MostSubnets = 0 };
        var hasLease = State.TryGetLease(staying.Node, out var lease) && lease.IsRenewable
            && (MoveRules.CanMove(State, request.Acquire, lease)
                || (request.Acquire.BurntEpoch < lease.Epoch && FurtherRules.IsShort(State, request.Acquire with { FurtherIpv4Conceded = 0, FurtherIpv6Conceded = 0 }, lease)));
        var search = request.Search < SpaceSearch.Free ? SpaceSearch.Free : request.Search;
        if (hasLease && AcquireRules.Decide(State, staying, search, now) is { Need: null } decision)
        {
            Carry(decision, staying, request.Command, batch, now);
        }
        else
        {
            Reply(request.Command, refusal, batch);
        }
    }

    /// <summary>
    /// By the time that somebody asks a closed shard, its pool may be gone and another one of that name be there, in which the node holds a lease: that there
    /// is none is not for this shard to say.
    /// </summary>
    private LeaseDecision InThisPool(LeaseDecision decision) =>
        State.Pool!.IsClosing && decision.Reply is (LeaseNotFound or EpochStale) ? LeaseDecision.Answer(new PoolCordoned(IsClosing: true)) : decision;

    private void RetryParked(Batch<ShardEvent> batch, Moment now)
    {
        foreach (var parked in parking.TakeAll())
        {
            Acquire(parked, batch, now);
        }
    }

    /// <summary>
    /// A lease that is being confirmed counts from the decision on as if its holder had been told, and once more when it is: what is decided in
    /// between must not find it due (safety rule 5, an unknown response counts as well).
    /// </summary>
    private void Carry(LeaseDecision decision, LeaseCommand asked, Command command, Batch<ShardEvent> batch, Moment now)
    {
        foreach (var change in decision.Events)
        {
            batch.Write(change);
        }

        // A grant has just set the deadline.
        var reply = decision.Reply!;
        var confirmed = Confirmation.Of(reply);
        if (decision.Events is not [.., LeaseGranted])
        {
            Extend(now);
        }

        batch.Reply(command, committed =>
        {
            Extend(committed.At);
            return new ShardAnswer(reply, committed.Position);
        });

        void Extend(Moment at)
        {
            // By what it is told, which is not what the pool has by the time that the answer leaves.
            if (confirmed is var (epoch, timeToLive))
            {
                State.Extend(asked.Node, epoch, timeToLive, at);
            }
        }
    }

    private static void Reply(Command command, LeaseReply reply, Batch<ShardEvent> batch) =>
        batch.Reply(command, committed => new ShardAnswer(reply, committed.Position));

    /// <summary>Takes what the pool gives, for the shard's own nodes first. Says whether the shard is up to date.</summary>
    private bool Receive(PoolSide side, Batch<ShardEvent> batch, Moment now)
    {
        var isUpToDate = Take(side, batch, now);
        RetryParked(batch, now);
        return isUpToDate;
    }

    private bool Take(PoolSide side, Batch<ShardEvent> batch, Moment now)
    {
        var isBehind = BlockRules.IsBehind(State, side);
        if (isBehind)
        {
            warn($"pool {key.Pool} has moved blocks that shard {key} knows nothing of: it has a successor, or its journal has lost events");
        }
        else
        {
            TakeChange(side, batch, now);
            if (BlockRules.Receive(State, side, now) is { } received)
            {
                batch.Write(received);
            }
        }

        return !isBehind;
    }

    /// <summary>Newer settings come before anything else: what is granted is granted by them.</summary>
    private void TakeChange(PoolSide side, Batch<ShardEvent> batch, Moment now)
    {
        if (SettingsRules.Take(State, side, now) is not { } changed)
        {
            return;
        }

        batch.Write(changed);
        parking.StartAnew(parked => AcquireRules.FirstSearch(State, parked));
    }

    private void Take(TakePool take, Command command, Batch<ShardEvent> batch, Moment now)
    {
        Receive(take.Side, batch, now);

        // As with a yield: told is what is decided up to here.
        var taken = new PoolTaken(key, Side(), SettingsRules.HoldingsOf(State));
        batch.Reply(command, _ => taken);
    }

    private void Yield(YieldBlocks yield, Command command, Batch<ShardEvent> batch, Moment now)
    {
        if (Receive(yield.Side, batch, now))
        {
            foreach (var change in YieldRules.Decide(State, yield.Need, yield.MayEndQuarantine, yield.Side.ConfirmedReturn, now, yield.Kind))
            {
                batch.Write(change);
            }
        }

        // By the time this leaves, the state may have run ahead of the journal: a proof does not keep the next write from being decided.
        var side = Side();
        batch.Reply(command, _ => new BlocksYieldedOrNot(yield.Question, key, side));
    }

    /// <summary>Takes the pool's orders before its nodes are served again, and gives up afterwards what nobody holds.</summary>
    private void Withhold(WithholdRanges withhold, Command command, Batch<ShardEvent> batch, Moment now)
    {
        var isUpToDate = Take(withhold.Side, batch, now);
        if (isUpToDate)
        {
            Write(WithholdRules.Take(State, withhold.Version, withhold.Ranges, now), batch);
        }

        RetryParked(batch, now);
        if (isUpToDate)
        {
            Write(WithholdRules.GiveUp(State, withhold.Side.ConfirmedReturn, now), batch);
        }

        // As with what is yielded: what is told is what is decided up to now.
        var told = new BlocksYieldedOrNot(Question: 0, key, Side());
        batch.Reply(command, _ => told);
    }

    private static void Write(ImmutableArray<ShardEvent> changes, Batch<ShardEvent> batch)
    {
        foreach (var change in changes)
        {
            batch.Write(change);
        }
    }

    /// <summary>The answer names the end of its batch: where that writes nothing, what is held now; else what is held when all of it is written.</summary>
    private void Digest(Command command, Batch<ShardEvent> batch)
    {
        var digest = State.Digest();
        batch.Reply(command, committed => new ShardDigest(committed.Position, batch.EventCount > 0 ? State.Digest() : digest));
    }

    private void OnTick(Batch<ShardEvent> batch, Moment now)
    {
        NoteSilence(now);
        for (var i = 0; i < MostDuePerTick && State.Deadlines.TryTakeDue(now.Elapsed, out var node, out var due); i++)
        {
            if (ExpiryRules.Decide(State, node.Value, due, now) is { } change)
            {
                batch.Write(change);
            }
        }

        if (SettingsRules.Settle(State, now) is { } settled)
        {
            batch.Write(settled);
        }

        foreach (var late in parking.TakeLate(now.Elapsed))
        {
            AnswerLate(late, batch, now);
        }
    }

    /// <summary>Who waits in vain for more than it has is told what it has; of all others nobody knows.</summary>
    private void AnswerLate(Parked late, Batch<ShardEvent> batch, Moment now)
    {
        if (late.Need is { Together.IsEmpty: false } && AcquireRules.Decide(State, late.Acquire, SpaceSearch.Free, now) is { Need: null } decision)
        {
            Carry(decision, late.Acquire, late.Command, batch, now);
        }
        else
        {
            ConfirmOr(new OutcomeUnknown(), late, batch, now);
        }
    }

    /// <summary>Time in which nobody could have renewed does not count towards any end (S6).</summary>
    private void NoteSilence(Moment now)
    {
        if (now.Elapsed - lastTick is { } silence && silence > MaxSilence)
        {
            warn($"shard {key} did nothing for {silence.TotalSeconds:f1} s; every lease is given that much longer");
            State.Postpone(silence);
        }

        lastTick = now.Elapsed;
    }

    private ShardSide Side() => new(State.LastGrant, State.LastReturn, State.Withheld.Version) { PoolVersion = State.Pool!.Version };
}
