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

    public bool NeedsTheSameAs(Parked other) =>
        Search == other.Search && Need!.Lengths.SequenceEqual(other.Need!.Lengths) && Need.Preferred.SequenceEqual(other.Need.Preferred);
}

/// <summary>A request for space that goes to the pool.</summary>
/// <param name="Number">The request's number; its answer carries the same.</param>
/// <param name="Need">What is needed.</param>
/// <param name="MayEndQuarantine">Whether others are to give up quarantined space for it.</param>
internal readonly record struct SpaceRequest(long Number, SpaceNeed Need, bool MayEndQuarantine);

/// <summary>The requests that wait for space, in order, and the one question to the pool that is open on their behalf.</summary>
internal sealed class Parking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    private readonly List<Parked> parked = [];
    private Parked? asked;
    private TimeSpan askedAt;
    private long number;

    public void Park(Parked request) => parked.Add(request);

    public IReadOnlyList<Parked> TakeAll()
    {
        Parked[] all = [.. parked];
        parked.Clear();
        return all;
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
        if (parked.Count == 0 || (asked is not null && now - askedAt < AskAgainAfter))
        {
            return null;
        }

        asked = parked[0];
        askedAt = now;
        return new SpaceRequest(++number, asked.Need!, asked.Search == SpaceSearch.Quarantined);
    }

    /// <summary>
    /// Takes note of an answer. A refusal opens the next kind of space to all that were short of the same; whoever wished for certain subnets
    /// has been told either way and goes on to what is there.
    /// </summary>
    public void OnAnswer(long request, bool isRefusal, bool isCertain = true)
    {
        if (request != number || asked is not { } question)
        {
            return;
        }

        asked = null;
        if (!isRefusal && question.Search != SpaceSearch.Preferred)
        {
            return;
        }

        for (var i = 0; i < parked.Count; i++)
        {
            if (parked[i].NeedsTheSameAs(question))
            {
                parked[i] = parked[i] with { Search = Next(question.Search, isCertain) };
            }
        }
    }

    private static SpaceSearch Next(SpaceSearch search, bool isCertain) => search switch
    {
        SpaceSearch.Preferred => SpaceSearch.Free,
        SpaceSearch.Free => SpaceSearch.Quarantined,
        _ => isCertain ? SpaceSearch.Exhausted : SpaceSearch.Quarantined,
    };
}
