using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Coordinator.Directory;

/// <summary>The blocks of a shard, merged as far as they go. Persistent; each move costs one walk from a prefix to the shortest length at most.</summary>
internal readonly struct BlockSet
{
    public static readonly BlockSet Empty = new([]);

    private readonly ImmutableSortedSet<Prefix> blocks;

    private BlockSet(ImmutableSortedSet<Prefix> blocks) => this.blocks = blocks;

    /// <summary>The blocks, IPv4 first, in address order.</summary>
    public IReadOnlyCollection<Prefix> All => blocks;

    public BlockSet Add(IEnumerable<Prefix> added) => new(added.Aggregate(blocks, Merge));

    /// <summary>Takes prefixes out that may be parts of blocks. One that is not there is passed over: to judge the journal is not the reader's part.</summary>
    public BlockSet Remove(IEnumerable<Prefix> removed) => new(removed.Aggregate(blocks, Split));

    /// <summary>Whether a block shares an address with a prefix.</summary>
    public bool Overlaps(Prefix prefix)
    {
        if (Around(prefix) is not null)
        {
            return true;
        }

        // What a prefix contains comes right behind it.
        var next = ~blocks.IndexOf(prefix);
        return next < blocks.Count && prefix.Contains(blocks[next]);
    }

    /// <summary>The block that a prefix is in.</summary>
    public Prefix? Around(Prefix prefix) => Around(blocks, prefix);

    private static ImmutableSortedSet<Prefix> Merge(ImmutableSortedSet<Prefix> blocks, Prefix block)
    {
        while (block.Length > 0 && blocks.Contains(block.Buddy))
        {
            blocks = blocks.Remove(block.Buddy);
            block = block.Parent;
        }

        return blocks.Add(block);
    }

    private static ImmutableSortedSet<Prefix> Split(ImmutableSortedSet<Prefix> blocks, Prefix part)
    {
        if (Around(blocks, part) is not { } block)
        {
            return blocks;
        }

        blocks = blocks.Remove(block);
        for (; part != block; part = part.Parent)
        {
            blocks = blocks.Add(part.Buddy);
        }

        return blocks;
    }

    private static Prefix? Around(ImmutableSortedSet<Prefix> blocks, Prefix prefix)
    {
        while (!blocks.Contains(prefix))
        {
            if (prefix.Length == 0)
            {
                return null;
            }

            prefix = prefix.Parent;
        }

        return prefix;
    }
}
