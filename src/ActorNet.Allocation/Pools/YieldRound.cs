using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// Goes from shard to shard for space that none of them needs, on behalf of those that asked before it began. Who asks later joins, takes
/// what turns up, and otherwise waits for a round of its own: only shards that were heard after a request can prove that there is nothing for it.
/// </summary>
/// <param name="number">The round's number; answers carry the same.</param>
/// <param name="requests">Those that are short of space.</param>
/// <param name="owners">The shards that own any.</param>
internal sealed class YieldRound(long number, IEnumerable<RequestBlocks> requests, IEnumerable<ShardKey> owners)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<RequestBlocks> unserved = [.. requests];
    private readonly List<RequestBlocks> joined = [];
    private readonly Queue<ShardKey> toAsk = new(owners);
    private ShardKey? asked;
    private TimeSpan askedAt;

    public long Number => number;

    public IReadOnlyList<RequestBlocks> Unserved => unserved;

    public IReadOnlyList<RequestBlocks> Joined => joined;

    /// <summary>What to ask for.</summary>
    public SpaceNeed Need => unserved[0].Need;

    /// <summary>Whether every shard answered.</summary>
    public bool HeardEveryone { get; private set; } = true;

    public bool IsOver => unserved.Count == 0 || (asked is null && toAsk.Count == 0);

    /// <summary>Takes one more request; a shard that asks again replaces what it asked before.</summary>
    public void Join(RequestBlocks request)
    {
        unserved.RemoveAll(other => other.Shard == request.Shard);
        joined.RemoveAll(other => other.Shard == request.Shard);
        joined.Add(request);
    }

    /// <summary>The shard to ask now; null while one is being asked, or when the round is over.</summary>
    public ShardKey? NextToAsk(TimeSpan now)
    {
        if (asked is not null || IsOver)
        {
            return null;
        }

        asked = toAsk.Dequeue();
        askedAt = now;
        return asked;
    }

    public void OnAnswer(ShardKey shard)
    {
        if (asked == shard)
        {
            asked = null;
        }
    }

    /// <summary>Gives up on a shard that does not answer.</summary>
    public void OnTick(TimeSpan now)
    {
        if (asked is not null && now - askedAt > Patience)
        {
            asked = null;
            HeardEveryone = false;
        }
    }

    /// <summary>Serves whom it can, in the order in which they asked.</summary>
    public void ServeWith(Predicate<RequestBlocks> tryServe)
    {
        unserved.RemoveAll(tryServe);
        joined.RemoveAll(tryServe);
    }
}
