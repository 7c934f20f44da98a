using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;

namespace ActorNet.Allocation.Shards;

/// <summary>
/// What a shard has of its pool's headroom, and the part of it that nobody holds. That part is never in the space that all nodes are served from, so that it is given to
/// nobody but the nodes that it is kept for, from the grant of the block to its return.
/// </summary>
internal sealed class KeptSpace
{
    private readonly AddressSpace owned = new();

    /// <summary>The blocks, merged as far as they go.</summary>
    public IEnumerable<Prefix> Blocks => owned.Free;

    public bool IsEmpty => owned.IsEmpty;

    /// <summary>What of them could be given to a node that they are kept for: free, then quarantined.</summary>
    public AddressSpace Space { get; } = new();

    /// <summary>What of them waits for its last holder, IPv4 first, the oldest first.</summary>
    public IEnumerable<Prefix> Quarantined => Space[AddressFamily.InterNetwork].Quarantined.Concat(Space[AddressFamily.InterNetworkV6].Quarantined);

    /// <summary>Takes blocks whose free part is in the space that all nodes are served from, and keeps that.</summary>
    public void Add(IReadOnlyCollection<Prefix> blocks, AddressSpace open)
    {
        owned.Add(blocks);
        foreach (var block in blocks)
        {
            Close(block, open);
        }
    }

    /// <summary>Forgets what is kept of blocks that the shard has no more.</summary>
    public void Remove(IEnumerable<Prefix> blocks)
    {
        foreach (var block in blocks)
        {
            owned.Take(owned.Of(block).Within(block));
        }
    }

    /// <summary>Forgets all of them: what is free is for all nodes, and what is quarantined keeps its order behind what is there already.</summary>
    public void Dissolve(AddressSpace open)
    {
        foreach (var quarantined in Quarantined.ToList())
        {
            Space.Take([quarantined]);
            open.Of(quarantined).Quarantine(quarantined);
        }

        Move(Space.Free.ToList(), Space, open);
        owned.Take(owned.Free.ToList());
    }

    /// <summary>Takes what is kept of a prefix out of the space that all nodes are served from.</summary>
    public void Close(Prefix prefix, AddressSpace open)
    {
        foreach (var kept in owned.Of(prefix).Within(prefix))
        {
            Move(open.Of(kept).Within(kept), open, Space);
        }
    }

    /// <summary>Puts what is kept of a prefix where it can be taken from: it is given up, or to whom it may be given.</summary>
    public void Open(Prefix prefix, AddressSpace open)
    {
        if (!Space.IsEmpty)
        {
            Move(Space.Of(prefix).Within(prefix), Space, open);
        }
    }

    /// <summary>What of a subnet is kept waits for its last holder.</summary>
    public void Quarantine(Prefix subnet)
    {
        foreach (var part in Space.Of(subnet).Within(subnet))
        {
            Space.Take([part]);
            Space.Of(part).Quarantine(part);
        }
    }

    /// <summary>It does not any more.</summary>
    public void EndQuarantine(Prefix subnet) => Space.Of(subnet).EndQuarantine(subnet);

    private static void Move(IReadOnlyCollection<Prefix> parts, AddressSpace from, AddressSpace to)
    {
        from.Take(parts);
        to.Add(parts);
    }
}
