using System.Collections.Immutable;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Space;

namespace ActorNet.Coordinator.Explanations;

/// <summary>Why a node has the subnet that it has, or none: the facts in the order in which they decided.</summary>
internal static class Explanation
{
    /// <summary>Explains what is known.</summary>
    /// <param name="state">What the directory shows.</param>
    /// <param name="pool">The pool, out of that state.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="homes">Where shards run.</param>
    /// <param name="space">What is left of the pool; it matters only where the node has no lease.</param>
    public static IEnumerable<Fact> Of(DirectoryState state, DirectoryPool pool, Question question, ShardHomes homes, ImmutableArray<FamilySpace> space)
    {
        var shard = pool.Spec.ShardOf(question.Node);
        var own = pool.Leases.TryGet(question.Node, out var lease)
            ? [.. LeaseFacts.Of(lease, pool), .. SizeFacts.Of(lease, pool, question), .. ReservationFacts.Subnets(lease, pool), .. MoveFacts.Of(lease, pool)]
            : SpaceFacts.Of(pool, question, space);
        return
        [
            ShardOf(pool, question.Node),
            HomeOf(shard, homes),
            .. ReservationFacts.Pins(pool, question),
            .. Closed(pool),
            .. own,
            .. Elsewhere(state, pool, question.Node),
        ];
    }

    private static Fact ShardOf(DirectoryPool pool, NodeId node)
    {
        var (shard, count) = (pool.Spec.ShardOf(node).Index, pool.Spec.ShardCount);
        return new Fact(
            FactCodes.NodeShard,
            $"shard {shard} of {count} owns the node for as long as pool '{pool.Spec.Name}' lives: it is the xxHash64 of pool and node modulo {count}")
        {
            Metadata = new Dictionary<string, string> { ["shard"] = $"{shard}", ["shard_count"] = $"{count}" },
        };
    }

    private static Fact HomeOf(ShardKey shard, ShardHomes homes) => homes.Of(shard) switch
    {
        { } replica => new Fact(FactCodes.ShardRuns, $"shard {shard.Index} runs on {replica}")
        {
            Metadata = new Dictionary<string, string> { ["replica"] = replica },
        },
        null when homes.IsComplete => new Fact(
            FactCodes.ShardDoesNotRun,
            $"no replica runs shard {shard.Index} at the moment: it starts with the first command for one of its nodes"),
        null => new Fact(
            FactCodes.ShardNotFound,
            $"shard {shard.Index} was not found, but not every replica has said in time what it runs; see 'actornet status' for who can be reached"),
    };

    /// <summary>Whatever else is true, nothing new is granted there.</summary>
    private static IEnumerable<Fact> Closed(DirectoryPool pool) => pool.Spec switch
    {
        { IsClosing: true } => [new Fact(FactCodes.PoolClosing, $"pool '{pool.Spec.Name}' is being deleted: it is gone in a moment, or open again, and nothing is granted meanwhile")],
        { IsCordoned: true } =>
            [new Fact(FactCodes.PoolCordoned, $"pool '{pool.Spec.Name}' is cordoned: who holds a lease keeps it, and nobody gets anything new (POOL_CORDONED) until 'actornet pool uncordon'")],
        _ => [],
    };

    /// <summary>A node has at most one lease in a pool, and can have one in each.</summary>
    private static IEnumerable<Fact> Elsewhere(DirectoryState state, DirectoryPool pool, NodeId node)
    {
        foreach (var other in state.Pools.Values.Where(other => other.Spec.Name != pool.Spec.Name))
        {
            if (other.Leases.TryGet(node, out var lease))
            {
                var (status, subnets) = (LeaseFacts.StateName(lease.State), string.Join(',', lease.Subnets));
                yield return new Fact(FactCodes.LeaseElsewhere, $"the node has a lease in pool '{other.Spec.Name}' as well: {subnets}, {status}, epoch {lease.Epoch}")
                {
                    Metadata = new Dictionary<string, string>
                    {
                        ["pool"] = other.Spec.Name.Value,
                        ["subnets"] = subnets,
                        ["state"] = status,
                        ["epoch"] = $"{lease.Epoch}",
                    },
                };
            }
        }
    }
}
