using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Pools;

/// <summary>
/// The deletion of a closed pool: every shard that ever had space must say, from a journaled closed state, that it holds nothing. Nothing of it is
/// kept by the coordinator's journal but that the pool is closing; a successor asks all shards anew.
/// </summary>
/// <param name="version">The version with which the pool was closed.</param>
/// <param name="shards">The shards that ever had space.</param>
/// <param name="begun">When this incarnation began to ask.</param>
internal sealed class Deletion(long version, IEnumerable<int> shards, TimeSpan begun)
{
    /// <summary>A pool must not stay closed for long because one of its shards cannot be asked.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>More than these wait only when many ask again and again.</summary>
    private const int MostCallers = 100;

    private readonly HashSet<int> unheard = [.. shards];
    private readonly List<Command> callers = [];

    /// <summary>Those who wait for the outcome.</summary>
    public IReadOnlyList<Command> Callers => callers;

    /// <summary>No lease in a shard that was heard had a higher epoch.</summary>
    public Epoch EpochFloor { get; private set; } = Epoch.None;

    /// <summary>Whether every shard was heard, and held nothing.</summary>
    public bool IsDone => unheard.Count == 0;

    /// <summary>Whether it has taken so long that the pool is to be opened again.</summary>
    public bool IsLate(TimeSpan now) => now - begun > Patience;

    /// <summary>Whether a shard has still to say that it holds nothing.</summary>
    public bool IsUnheard(int shard) => unheard.Contains(shard);

    /// <summary>Lets somebody wait for the outcome.</summary>
    public void Join(Command caller)
    {
        if (callers.Count == MostCallers)
        {
            callers.RemoveAt(0);
        }

        callers.Add(caller);
    }

    /// <summary>Whether an answer is one to this closing: of the version that closed the pool, no other, because the pool may have been open in between.</summary>
    public bool IsAnswer(ShardSide side) => side.PoolVersion == version;

    /// <summary>Takes note of a shard that holds nothing, and will not.</summary>
    public void Hear(int shard, ShardHoldings holdings)
    {
        unheard.Remove(shard);
        EpochFloor = Epoch.Max(EpochFloor, holdings.HighestEpoch);
    }
}
