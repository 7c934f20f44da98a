using System.Collections.Immutable;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// Goes from shard to shard for space that none of them needs, on behalf of those that asked for the same before it began: first for whole space, then
/// for pieces that may make it up. Who asks later or for something else joins, takes what turns up, and otherwise waits for a round of its own: only
/// shards that were heard after a request can prove that there is nothing for it.
/// </summary>
internal sealed class YieldRound
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly List<RequestBlocks> unserved;
    private readonly List<RequestBlocks> joined;
    private readonly Queue<(ShardKey Shard, YieldKind Kind)> toAsk;
    private (ShardKey Shard, YieldKind Kind)? asked;
    private ImmutableArray<FamilyLength> alwaysAsked;
    private bool heardEveryone = true;
    private TimeSpan askedAt;

    /// <summary>Makes one.</summary>
    /// <param name="requests">Those that are short of space, at least one.</param>
    /// <param name="owners">The shards that own any.</param>
    /// <param name="piecesOwners">Those of them that own pieces which are too small for what is needed.</param>
    public YieldRound(IReadOnlyList<RequestBlocks> requests, IEnumerable<ShardKey> owners, IEnumerable<ShardKey> piecesOwners)
    {
        Need = requests[0].Need;
        alwaysAsked = Need.Lengths;
        unserved = [.. requests.Where(request => request.Need.IsSameAs(Need))];
        joined = [.. requests.Where(request => !request.Need.IsSameAs(Need))];
        toAsk = new(owners.Select(shard => (shard, YieldKind.Whole)).Concat(piecesOwners.Select(shard => (shard, YieldKind.Pieces))));
    }

    public IReadOnlyList<RequestBlocks> Unserved => unserved;

    public IReadOnlyList<RequestBlocks> Joined => joined;

    /// <summary>What to ask for: the same from the first shard to the last.</summary>
    public SpaceNeed Need { get; }

    /// <summary>The number of the open question.</summary>
    public long? Question { get; private set; }

    /// <summary>What every shard was asked for and answered; nothing where one did not answer.</summary>
    public ImmutableArray<FamilyLength> Answered => heardEveryone ? alwaysAsked : [];

    public bool IsOver => unserved.Count == 0 || (asked is null && toAsk.Count == 0);

    /// <summary>Takes one more request; a shard that asks again replaces what it asked before.</summary>
    public void Join(RequestBlocks request)
    {
        unserved.RemoveAll(other => other.Shard == request.Shard);
        joined.RemoveAll(other => other.Shard == request.Shard);
        joined.Add(request);
    }

    /// <summary>Opens the next question; false while one is open, or when the round is over.</summary>
    public bool TryAskNext(long question, TimeSpan now, out ShardKey shard, out YieldKind kind)
    {
        (shard, kind) = (default, default);
        if (Question is not null || IsOver)
        {
            return false;
        }

        asked ??= toAsk.Dequeue();
        (shard, kind) = asked.Value;
        (Question, askedAt) = (question, now);
        return true;
    }

    /// <summary>The question is for these lengths; the pool itself has the others at the moment.</summary>
    public void NoteAsked(ImmutableArray<FamilyLength> lengths) => alwaysAsked = alwaysAsked.RemoveAll(length => !lengths.Contains(length));

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
    public void Doubt() => heardEveryone = false;

    /// <summary>Gives up on a shard that does not answer.</summary>
    public void OnTick(TimeSpan now)
    {
        if (Question is not null && now - askedAt > Patience)
        {
            (Question, asked) = (null, null);
            heardEveryone = false;
        }
    }

    /// <summary>Serves whom it can, in the order in which they asked.</summary>
    public void ServeWith(Predicate<RequestBlocks> tryServe)
    {
        unserved.RemoveAll(tryServe);
        joined.RemoveAll(tryServe);
    }
}
