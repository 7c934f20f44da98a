using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;

namespace ActorNet.Allocation.Shards;

/// <summary>A node's request for which the shard has no space yet.</summary>
/// <param name="Acquire">The request.</param>
/// <param name="Command">How it came.</param>
/// <param name="Search">How far the search for space has gone.</param>
/// <param name="Since">When it arrived.</param>
internal sealed record Parked(AcquireLease Acquire, Command Command, SpaceSearch Search, TimeSpan Since)
{
    /// <summary>What it is short of.</summary>
    public SpaceNeed? Need { get; init; }

    /// <summary>The number of the question that is asked for it; null while it is asked for others only.</summary>
    public long? AskedBy { get; init; }

    /// <summary>What nobody had when it was last asked for.</summary>
    public ImmutableArray<FamilyLength> Lacking { get; init; } = [];

    /// <summary>Whether some of it was there, and kept for others.</summary>
    public bool IsKept { get; init; }

    public bool Needs(SpaceNeed need) => Need is not null && Need.IsSameAs(need);
}

/// <summary>A request for space that goes to the pool.</summary>
/// <param name="Number">The request's number; its answer carries the same.</param>
/// <param name="Need">What is needed.</param>
/// <param name="MayEndQuarantine">Whether others are to give up quarantined space for it.</param>
internal readonly record struct SpaceRequest(long Number, SpaceNeed Need, bool MayEndQuarantine);

/// <summary>The requests that wait for space, in order, and the one question to the pool that is open on their behalf.</summary>
/// <param name="firstNumber">Where the questions' numbers begin.</param>
internal sealed class Parking(long firstNumber)
{
    /// <summary>Each one is tried again whenever space arrives, so there must not be too many.</summary>
    public const int Capacity = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    /// <summary>In a pool where all that is not held is quarantined, not every node's request goes round all shards for what is free.</summary>
    private static readonly TimeSpan NothingFreeFor = TimeSpan.FromSeconds(5);

    private readonly List<Parked> parked = [];
    private ImmutableArray<FamilyLength> nothingFree = [];
    private TimeSpan nothingFreeUntil;
    private long number = firstNumber;
    private TimeSpan? askedAt;

    /// <summary>Lets a request wait; false when too many do already.</summary>
    public bool TryPark(Parked request, SpaceNeed need)
    {
        if (parked.Count >= Capacity)
        {
            return false;
        }

        // An answer to the open question says nothing about another need.
        parked.Add(request.Needs(need) ? request : request with { Need = need, AskedBy = null });
        return true;
    }

    /// <summary>Whether everybody was asked not long ago, and nobody had anything free for this. What is quarantined is looked for then.</summary>
    public bool KnowsOfNothingFree(SpaceNeed need, TimeSpan now) =>
        now < nothingFreeUntil && !need.IsForKept && !need.Lengths.IsEmpty && need.Lengths.All(nothingFree.Contains);

    public IReadOnlyList<Parked> TakeAll()
    {
        Parked[] all = [.. parked];
        parked.Clear();
        return all;
    }

    /// <summary>
    /// The pool is another one: what was asked by the old one, and found out, says nothing, so all begin again and a new question is due.
    /// </summary>
    public void StartAnew(Func<AcquireLease, SpaceSearch> firstSearch)
    {
        askedAt = null;
        ForEach(_ => true, parked => parked with { Search = firstSearch(parked.Acquire), Need = null, AskedBy = null, Lacking = [], IsKept = false });
    }

    /// <summary>Takes those that have waited for so long that nobody waits for them any more.</summary>
    public IReadOnlyList<Parked> TakeLate(TimeSpan now)
    {
        Parked[] late = [.. parked.Where(request => now - request.Since > Patience)];
        parked.RemoveAll(request => now - request.Since > Patience);
        return late;
    }

    /// <summary>The next question to the pool, if one is due: none is open, or the open one seems to be lost.</summary>
    public SpaceRequest? NextRequest(TimeSpan now)
    {
        if (parked.Count == 0 || (askedAt is { } since && now - since < AskAgainAfter))
        {
            return null;
        }

        askedAt = now;
        number++;
        var (need, search) = (parked[0].Need!, parked[0].Search);
        ForEach(request => request.Search == search && request.Needs(need), request => request with { AskedBy = number });
        return new SpaceRequest(number, need, search == SpaceSearch.Quarantined);
    }

    /// <summary>Space is there. Whoever wished for certain subnets has been told, and goes on to what is there.</summary>
    public void OnOffer(long request)
    {
        if (Close(request))
        {
            ForEach(parked => parked.AskedBy == request && parked.Search == SpaceSearch.Preferred, Advance);
        }
    }

    /// <summary>
    /// There is no space of the kind that was asked for: those for whom it was asked go on to the next kind. Whoever came after the question
    /// waits for another one; what has become free in between is for them.
    /// </summary>
    public void OnRefusal(long request, bool isCertain, ImmutableArray<FamilyLength> lacking, TimeSpan now, bool isKept = false)
    {
        if (Close(request))
        {
            if (isCertain && parked.Exists(parked => parked.AskedBy == request && parked.Search == SpaceSearch.Free))
            {
                (nothingFree, nothingFreeUntil) = (lacking, now + NothingFreeFor);
            }

            ForEach(parked => parked.AskedBy == request && (isCertain || parked.Search != SpaceSearch.Quarantined), parked => Advance(parked) with { Lacking = lacking, IsKept = isKept });
        }
    }

    private static Parked Advance(Parked request) => request with { Search = request.Search + 1, AskedBy = null };

    private bool Close(long request)
    {
        var isOpen = request == number && askedAt is not null;
        if (isOpen)
        {
            askedAt = null;
        }

        return isOpen;
    }

    private void ForEach(Func<Parked, bool> which, Func<Parked, Parked> replacement)
    {
        for (var i = 0; i < parked.Count; i++)
        {
            if (which(parked[i]))
            {
                parked[i] = replacement(parked[i]);
            }
        }
    }
}
