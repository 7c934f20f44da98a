using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// Goes from shard to shard for space that none of them needs, on behalf of those that asked before it began. Who asks later joins, takes
/// what turns up, and otherwise waits for a round of its own: only shards that were heard after a request can prove that there is nothing for it.
/// </summary>
/// <param name="requests">Those that are short of space.</param>
/// <param name="owners">The shards that own any.</param>
internal sealed class YieldRound(IEnumerable<RequestBlocks> requests, IEnumerable<ShardKey> owners)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<RequestBlocks> unserved = [.. requests];
    private readonly List<RequestBlocks> joined = [];
    private readonly Queue<ShardKey> toAsk = new(owners);
    private ShardKey? asked;
    private TimeSpan askedAt;

    public IReadOnlyList<RequestBlocks> Unserved => unserved;

    public IReadOnlyList<RequestBlocks> Joined => joined;

    /// <summary>What to ask for.</summary>
    public SpaceNeed Need => unserved[0].Need;

    /// <summary>The number of the open question.</summary>
    public long? Question { get; private set; }

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

    /// <summary>Opens the next question; false while one is open, or when the round is over.</summary>
    public bool TryAskNext(long question, TimeSpan now, out ShardKey shard)
    {
        shard = default;
        if (Question is not null || IsOver)
        {
            return false;
        }

        shard = asked ?? toAsk.Dequeue();
        asked = shard;
        (Question, askedAt) = (question, now);
        return true;
    }

    /// <summary>
    /// Takes note of the answer to the open question. A shard that gave something is asked again, because it may have more, and because what
    /// it gave may have been on its way from before.
    /// </summary>
    public void OnAnswer(bool gaveSomething)
    {
        Question = null;
        asked = gaveSomething ? asked : null;
    }

    /// <summary>The shard that answered may have more than it knows: who is refused is told so.</summary>
    public void Doubt() => HeardEveryone = false;

    /// <summary>Gives up on a shard that does not answer.</summary>
    public void OnTick(TimeSpan now)
    {
        if (Question is not null && now - askedAt > Patience)
        {
            (Question, asked) = (null, null);
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
