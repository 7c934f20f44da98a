using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ActorNet.Allocation.Identity;

/// <summary>One shard of one pool.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Generation">Which pool of that name, from 1.</param>
/// <param name="Index">The shard's number, from 0.</param>
public readonly record struct ShardKey(PoolName Pool, long Generation, int Index)
{
    private const string PersistencePrefix = "pool-shard";

    /// <summary>The name of the shard's journal: <c>pool-shard:default:1:7</c>.</summary>
    public string PersistenceId => $"{PersistencePrefix}:{Pool}:{Generation}:{Index}";

    /// <summary>
    /// The shard that owns a node, for the life of the pool: xxHash64 with seed 0 over <c>pool NUL node</c> in UTF-8, modulo the shard
    /// count. Never to be changed: the shard's journal is what fences the node's one lease.
    /// </summary>
    public static ShardKey Of(PoolName pool, long generation, int shardCount, NodeId node)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shardCount, 1);
        var hash = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{pool}\0{node}"));
        return new ShardKey(pool, generation, (int)(hash % (ulong)shardCount));
    }

    /// <summary>Reads a journal's name back; false for one that is not a shard's.</summary>
    public static bool TryParse(string persistenceId, [NotNullWhen(true)] out ShardKey? key)
    {
        key = persistenceId.Split(':') is [PersistencePrefix, var pool, var generation, var index]
            && Name.IsValid(pool)
            && long.TryParse(generation, NumberStyles.None, null, out var generationNumber)
            && int.TryParse(index, NumberStyles.None, null, out var indexNumber)
            ? new ShardKey(new PoolName(pool), generationNumber, indexNumber)
            : null;
        return key is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Pool}.{Generation}/{Index}";
}
