using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Shards;

/// <summary>
/// All that a shard knows. It changes by events alone; the rules read it and decide. Deadlines are the one part that no journal holds:
/// a take-over starts them anew (safety rule 5).
/// </summary>
internal sealed class ShardState
{
    private readonly Dictionary<NodeId, Lease> leases = [];
    private readonly QuarantineIndex quarantined = new();
    private readonly AddressSpace owned = new();
    private readonly AddressSpace space = new();

    /// <summary>The pool's settings; null before the first activation.</summary>
    public PoolSpec? Pool { get; private set; }

    /// <summary>
    /// The longest time to live that any holder may have been told and may still count on: the pool's own, or a longer one that it had before.
    /// A take-over gives every lease this much (safety rule 5).
    /// </summary>
    public TimeSpan LongestTimeToLive { get; private set; }

    /// <summary>
    /// Until when somebody may count on more than the pool's time to live; the take-over counts as told to all. Like deadlines it is in no journal.
    /// </summary>
    public TimeSpan ToldMoreUntil { get; private set; }

    /// <summary>No lease of this shard, nor any in its blocks before they came here, has a higher epoch.</summary>
    public Epoch HighestEpoch { get; private set; }

    /// <summary>The number of the last grant that arrived.</summary>
    public long LastGrant { get; private set; }

    /// <summary>The last return that was sent.</summary>
    public BlockReturn? LastReturn { get; private set; }

    /// <summary>When each lease may be reclaimed, or its quarantine ends; and when each active holder will be suspected if it stays silent.</summary>
    public DeadlineQueue Deadlines { get; } = new();

    /// <summary>What could be given to a node: free, then quarantined. Nothing of it is withheld.</summary>
    public AddressSpace Space => space;

    /// <summary>What is reserved, and kept out of <see cref="Space"/>.</summary>
    public WithheldSpace Withheld { get; } = new();

    /// <summary>What is out of the pool's headroom, and kept out of <see cref="Space"/>.</summary>
    public KeptSpace Kept { get; } = new();

    /// <summary>The blocks, merged as far as they go.</summary>
    public IEnumerable<Prefix> Blocks => owned.Free;

    public IReadOnlyCollection<Lease> Leases => leases.Values;

    /// <summary>The blocks of one family, merged as far as they go, by address.</summary>
    public IEnumerable<Prefix> BlocksOf(AddressFamily family) => owned[family].Free;

    /// <summary>How many addresses of a family the blocks have.</summary>
    public UInt128 OwnedAddresses(AddressFamily family) => owned[family].FreeAddresses;

    /// <summary>Whether any address of the prefix is in a block.</summary>
    public bool OwnsAnyOf(Prefix prefix) => owned.Of(prefix).Overlaps(prefix);

    public bool Owns(Prefix prefix) => owned.Of(prefix).Contains(prefix);

    public bool TryGetLease(NodeId node, [NotNullWhen(true)] out Lease? lease) => leases.TryGetValue(node, out lease);

    /// <summary>The quarantined leases whose subnets share an address with the prefix.</summary>
    public IEnumerable<Lease> QuarantinedLeasesIn(Prefix prefix) => quarantined.Overlapping(prefix).Select(node => leases[node]);

    /// <summary>What is held, looked at lease by lease: what is compared must not be kept beside what it is compared with.</summary>
    public LeaseDigest Digest() => leases.Values
        .Where(lease => lease.State != LeaseState.Quarantined)
        .Aggregate(default(LeaseDigest), (digest, lease) => digest.Add(LeaseDigest.HashOf(lease.Node, lease.Epoch, lease.Subnets)));

    /// <summary>Gives every lease its full time anew, as a take-over must, and by the longest that its holder may have been told before.</summary>
    public void RestartDeadlines(Moment now)
    {
        Deadlines.Clear();
        ToldMoreUntil = Longest.ReclaimAfter(now);
        foreach (var lease in leases.Values)
        {
            Deadlines.Set(lease.Node, lease.State == LeaseState.Quarantined ? now.Elapsed + Pool!.Timing.Quarantine : Longest.ReclaimAfter(now), SilentAt(lease, now));
        }
    }

    /// <summary>How many nodes have a lease, the quarantined ones too.</summary>
    public int LeaseCount => leases.Count;

    /// <summary>
    /// The holder of this epoch is being told that it may go on. It counts from before this moment, so the owner may count from here (safety rule 5).
    /// </summary>
    /// <param name="node">The holder.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="told">The time to live that it is told: the pool's may be shorter by now.</param>
    /// <param name="now">When.</param>
    public void Extend(NodeId node, Epoch epoch, TimeSpan told, Moment now)
    {
        var until = (Pool!.Timing with { TimeToLive = told }).ReclaimAfter(now);
        if (told > Pool.Timing.TimeToLive && until > ToldMoreUntil)
        {
            ToldMoreUntil = until;
        }

        // What was confirmed may have ended in the same batch.
        if (leases.TryGetValue(node, out var lease) && lease.Covers(epoch) && lease.State != LeaseState.Quarantined)
        {
            Deadlines.Extend(node, until, SilentAt(lease, now));
        }
    }

    /// <summary>Time in which nobody could be heard counts towards nothing.</summary>
    public void Postpone(TimeSpan silence) => Deadlines.Postpone(silence);

    /// <summary>When a holder that is not heard from now on will be suspected; null for one that is suspected, or is no holder.</summary>
    public TimeSpan? SilentAt(Lease lease, Moment now) => lease.State == LeaseState.Active ? now.Elapsed + Pool!.Timing.SuspectAfter : null;

    public void Apply(ShardEvent change, Moment now)
    {
        switch (change)
        {
            case ShardActivated activated:
                Take(activated.Pool, now);
                break;
            case ShardPoolChanged changed:
                Invariant.Require(changed.Pool.Version > Pool!.Version, $"version {changed.Pool.Version} of pool {Pool.Name} after {Pool.Version}");
                Take(changed.Pool, now);
                break;
            case TimeToLiveSettled:
                LongestTimeToLive = Pool!.Timing.TimeToLive;
                break;
            case BlocksReceived received:
                Receive(received.Grant);
                break;
            case BlocksYielded yielded:
                Yield(yielded.Return);
                break;
            case LeaseGranted granted:
                Grant(granted, now);
                break;
            case LeaseUpdated updated:
                Replace(updated, lease => lease with { Instance = updated.Instance, Attributes = updated.Attributes });
                break;
            case LeaseSuspected suspected:
                Replace(suspected, lease => lease with { State = LeaseState.Suspect });
                Deadlines.SetSilence(suspected.Node, at: null);
                break;
            case LeaseHeardAgain heard:
                Deadlines.SetSilence(heard.Node, SilentAt(Replace(heard, lease => lease with { State = LeaseState.Active }), now));
                break;
            case LeaseRevoked revoked:
                Replace(revoked, lease => lease with { State = LeaseState.Revoked });
                Deadlines.SetSilence(revoked.Node, at: null);
                break;
            case LeaseReleased or LeaseExpired:
                Quarantine((LeaseChanged)change, now);
                break;
            case QuarantineEnded ended:
                EndQuarantine(ended);
                break;
            case RangesWithheld withheld:
                Withhold(withheld);
                break;
            default:
                throw new InvariantException($"a shard does not know the event {change.GetType().Name}");
        }
    }

    public ShardSnapshot ToSnapshot()
    {
        var quarantineOrder = space[AddressFamily.InterNetwork].Quarantined
            .Concat(space[AddressFamily.InterNetworkV6].Quarantined)
            .Concat(Kept.Quarantined)
            .SelectMany(quarantined.Overlapping)
            .Distinct()
            .Select(node => leases[node])
            .ToList();
        var held = leases.Values.Where(lease => lease.State != LeaseState.Quarantined).OrderBy(lease => lease.Node);

        // What is all withheld waits for nobody, and has no place in that order.
        var withheld = leases.Values.Where(lease => lease.State == LeaseState.Quarantined).Except(quarantineOrder).OrderBy(lease => lease.Node);
        return new ShardSnapshot(Pool!, HighestEpoch, LastGrant, LastReturn, [.. Blocks], [.. held, .. quarantineOrder, .. withheld])
        {
            WithheldVersion = Withheld.Version,
            Withheld = [.. Withheld.Ranges],
            LongestTimeToLive = LongestTimeToLive,
            Kept = [.. Kept.Blocks],
        };
    }

    /// <summary>Takes the place of all events up to the snapshot; only for a state that nothing was applied to.</summary>
    public void Restore(ShardSnapshot snapshot, Moment now)
    {
        Invariant.Require(Pool is null && leases.Count == 0, $"a snapshot is restored into a state that is not new");
        (Pool, HighestEpoch, LastGrant, LastReturn) = (snapshot.Pool, snapshot.HighestEpoch, snapshot.LastGrant, snapshot.LastReturn);
        LongestTimeToLive = Max(snapshot.LongestTimeToLive, Pool.Timing.TimeToLive);
        owned.Add(snapshot.Blocks);
        space.Add(snapshot.Blocks);
        foreach (var lease in snapshot.Leases)
        {
            space.Take(lease.Subnets);
            Put(lease);
            if (lease.State == LeaseState.Quarantined)
            {
                AddToQuarantine(lease);
            }
        }

        if (snapshot.WithheldVersion > 0)
        {
            Withheld.Replace(snapshot.WithheldVersion, snapshot.Withheld, space);
        }

        Kept.Add(snapshot.Kept, space);
        foreach (var subnet in snapshot.Leases.Where(lease => lease.State == LeaseState.Quarantined).SelectMany(lease => lease.Subnets))
        {
            Kept.Quarantine(subnet);
        }

        RestartDeadlines(now);
    }

    /// <summary>The pool's durations, with the longest time to live that anybody may count on.</summary>
    private LeaseTiming Longest => Pool!.Timing with { TimeToLive = LongestTimeToLive };

    /// <summary>
    /// Goes by these settings. Where they shorten the time to live, what was told by the ones before is still believed, and whoever takes over knows it
    /// from the journal alone.
    /// </summary>
    private void Take(PoolSpec pool, Moment now)
    {
        Invariant.Require(Pool is null || pool.Version >= Pool.Version, $"a shard of version {Pool?.Version} of pool {pool.Name} goes back to {pool.Version}");
        LongestTimeToLive = Max(LongestTimeToLive, pool.Timing.TimeToLive);
        if (Pool is { } before && before.Timing.TimeToLive > pool.Timing.TimeToLive)
        {
            ToldMoreUntil = Max(ToldMoreUntil, before.Timing.ReclaimAfter(now));
        }

        Pool = pool;
        if (pool.Headroom.IsNone)
        {
            Kept.Dissolve(space);
        }
    }

    /// <summary>What is withheld is not kept as well, for as long as it is withheld: it goes back to the pool, or to the node that it is pinned to.</summary>
    private void Withhold(RangesWithheld withheld)
    {
        foreach (var range in withheld.Ranges)
        {
            Kept.Open(range.Range, space);
        }

        var before = Withheld.Ranges.Select(range => range.Range).ToList();
        Withheld.Replace(withheld.Version, withheld.Ranges, space);
        foreach (var range in before)
        {
            Kept.Close(range, space);
        }
    }

    private void Receive(BlockGrant grant)
    {
        Invariant.Require(grant.Number == LastGrant + 1, $"grant {grant.Number} after {LastGrant}: a grant is taken once, in order");
        LastGrant = grant.Number;
        HighestEpoch = Epoch.Max(HighestEpoch, grant.EpochFloor);
        owned.Add(grant.Blocks);
        space.Add(grant.Blocks);
        CloseAll(grant.Blocks);
        if (grant.IsKept && !Pool!.Headroom.IsNone)
        {
            Kept.Add(grant.Blocks, space);
        }
    }

    private void Yield(BlockReturn blockReturn)
    {
        var expected = (LastReturn?.Number ?? 0) + 1;
        Invariant.Require(blockReturn.Number == expected, $"return {blockReturn.Number} where {expected} is next");
        OpenAll(blockReturn.Blocks);
        space.Take(blockReturn.Blocks);
        owned.Take(blockReturn.Blocks);
        Kept.Remove(blockReturn.Blocks);
        LastReturn = blockReturn;
    }

    private void Grant(LeaseGranted granted, Moment now)
    {
        Invariant.Require(granted.Epoch > HighestEpoch, $"epoch {granted.Epoch} for {granted.Node} is not above {HighestEpoch} (I6)");
        MoveRules.RequireSound(granted);
        var believed = TimeSpan.Zero;
        leases.TryGetValue(granted.Node, out var before);
        foreach (var subnet in granted.Subnets)
        {
            RequireNotReserved(granted.Node, subnet, before);
        }

        if (before is not null)
        {
            // A copy of a request that arrives late can grant anew what its sender still believes in, by a longer time to live.
            believed = before.State != LeaseState.Quarantined && Deadlines.TryGet(before.Node, out var deadline) ? deadline : TimeSpan.Zero;
            Vacate(before);
        }

        // Taking fails for anything that the shard does not own or that somebody holds (S1, S3).
        OpenAll(granted.Subnets);
        space.Take(granted.Subnets);
        HighestEpoch = granted.Epoch;
        var lease = Lease.Of(granted);
        Put(lease);
        Deadlines.Set(lease.Node, Max(believed, Pool!.Timing.ReclaimAfter(now)), SilentAt(lease, now));
    }

    private void Quarantine(LeaseChanged change, Moment now)
    {
        var lease = Replace(change, lease => lease with { State = LeaseState.Quarantined });
        AddToQuarantine(lease);
        Deadlines.Set(lease.Node, now.Elapsed + Pool!.Timing.Quarantine);
    }

    private void EndQuarantine(QuarantineEnded ended)
    {
        var lease = Find(ended);
        Invariant.Require(lease.State == LeaseState.Quarantined, $"the quarantine of {ended.Node} ends, but its lease is {lease.State}");
        Vacate(lease);
    }

    /// <summary>Forgets a lease; its subnets are free.</summary>
    private void Vacate(Lease lease)
    {
        foreach (var subnet in lease.Subnets)
        {
            if (lease.State == LeaseState.Quarantined)
            {
                space.Of(subnet).EndQuarantine(subnet);
                Kept.EndQuarantine(subnet);
                quarantined.Remove(subnet);
            }
            else
            {
                space.Of(subnet).Add(subnet);
            }
        }

        CloseAll(lease.Subnets);

        leases.Remove(lease.Node);
        Deadlines.Remove(lease.Node);
    }

    private void AddToQuarantine(Lease lease)
    {
        foreach (var subnet in lease.Subnets)
        {
            space.Of(subnet).Quarantine(subnet);
            quarantined.Add(subnet, lease.Node);
        }

        CloseAll(lease.Subnets);
        foreach (var subnet in lease.Subnets)
        {
            Kept.Quarantine(subnet);
        }
    }

    private void OpenAll(ImmutableArray<Prefix> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            Withheld.Open(prefix, space);
            Kept.Open(prefix, space);
        }
    }

    private void CloseAll(ImmutableArray<Prefix> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            Withheld.Close(prefix, space);
            Kept.Close(prefix, space);
        }
    }

    /// <summary>Of what is withheld a node has its pin, and what it held before.</summary>
    private void RequireNotReserved(NodeId node, Prefix subnet, Lease? before)
    {
        foreach (var range in Withheld.Overlapping(subnet))
        {
            var inside = range.Range.Contains(subnet) ? subnet : range.Range;
            Invariant.Require(
                (range.Pinned == node && range.Range == subnet)
                    || (before is not null && before.State != LeaseState.Quarantined && before.Subnets.Any(held => held.Contains(inside))),
                $"{subnet} is granted to {node} although {range.Range} is withheld for reservation {range.Reservation}");
        }
    }

    private Lease Replace(LeaseChanged change, Func<Lease, Lease> replacement)
    {
        var lease = replacement(Find(change)) with { ChangedAt = change.At };
        Put(lease);
        return lease;
    }

    private Lease Find(LeaseChanged change)
    {
        Invariant.Require(leases.TryGetValue(change.Node, out var lease), $"{change.GetType().Name} for {change.Node}, which has no lease");
        Invariant.Require(lease.Epoch == change.Epoch, $"{change.GetType().Name} for epoch {change.Epoch} of {change.Node}, which has {lease.Epoch}");
        return lease;
    }

    private void Put(Lease lease) => leases[lease.Node] = lease;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
