using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Reservations;

/// <summary>
/// What a shard withholds, and the part of its blocks that lies there and that nobody holds. That part is never in the space that nodes are served
/// from, so that no search can find it.
/// </summary>
internal sealed class WithheldSpace
{
    private readonly SortedDictionary<long, WithheldRange> ranges = [];
    private readonly PrefixIndex<WithheldRange> byAddress = new();
    private readonly Dictionary<(NodeId Node, AddressFamily Family), WithheldRange> pins = [];

    /// <summary>The number of the pool's orders that the shard has taken; 0: none.</summary>
    public long Version { get; private set; }

    /// <summary>The ranges, by reservation.</summary>
    public IReadOnlyCollection<WithheldRange> Ranges => ranges.Values;

    /// <summary>Whether any of them drains.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>What is owned of them and not held.</summary>
    public AddressSpace Space { get; } = new();

    /// <summary>What of it is to go back to the pool.</summary>
    public IEnumerable<Prefix> ToGiveUp =>
        ranges.Values.Where(range => range.Pinned is null).SelectMany(range => Space.Of(range.Range).Within(range.Range));

    /// <summary>Whether none of the prefix may be given to the node anew: a part of it is withheld, and it is not the node's pin.</summary>
    public bool IsKeptFrom(NodeId node, Prefix prefix) =>
        byAddress.Overlapping(prefix).Any(range => range.Pinned != node || range.Range != prefix);

    /// <summary>Whether the node is to give the prefix up for another: a part of it is kept from the node by a range that drains.</summary>
    public bool IsDrainedFrom(NodeId node, Prefix prefix) =>
        byAddress.Overlapping(prefix).Any(range => range.Drains && (range.Pinned != node || range.Range != prefix));

    /// <summary>The ranges that share an address with the prefix.</summary>
    public IReadOnlyList<WithheldRange> Overlapping(Prefix prefix) => byAddress.Overlapping(prefix);

    /// <summary>The subnet that is pinned to a node, where all of it is here and nobody holds any of it.</summary>
    public bool TryGetReadyPin(NodeId node, AddressFamily family, out Prefix pin) => TryGetReadyPin(node, family, out pin, out _);

    /// <summary>The same.</summary>
    /// <param name="node">The node.</param>
    /// <param name="family">The address family.</param>
    /// <param name="pin">The subnet.</param>
    /// <param name="drains">Whether the node is to move to it.</param>
    public bool TryGetReadyPin(NodeId node, AddressFamily family, out Prefix pin, out bool drains)
    {
        var isThere = pins.TryGetValue((node, family), out var range);
        (pin, drains) = isThere ? (range!.Range, range.Drains) : default;
        return isThere && Space.Of(pin).Contains(pin);
    }

    /// <summary>Withholds these ranges instead of those before.</summary>
    /// <param name="version">The number of these orders.</param>
    /// <param name="wanted">The ranges.</param>
    /// <param name="open">What nodes are served from.</param>
    public void Replace(long version, ImmutableArray<WithheldRange> wanted, AddressSpace open)
    {
        Invariant.Require(version > Version, $"orders {version} after {Version}: a shard never goes back");
        Version = version;
        var kept = wanted.ToDictionary(range => range.Reservation);
        foreach (var before in ranges.Values.ToList())
        {
            Remove(before);
            if (kept.TryGetValue(before.Reservation, out var now) && now.IsSameAs(before))
            {
                Add(now);
            }
            else
            {
                Open(before.Range, open);
            }
        }

        foreach (var added in wanted.Where(range => !ranges.ContainsKey(range.Reservation)))
        {
            Add(added);
            Close(added.Range, open);
        }

        IsDraining = ranges.Values.Any(range => range.Drains);
    }

    /// <summary>Takes what is withheld of a prefix out of the space that nodes are served from.</summary>
    public void Close(Prefix prefix, AddressSpace open)
    {
        foreach (var range in byAddress.Overlapping(prefix))
        {
            var inside = range.Range.Contains(prefix) ? prefix : range.Range;
            var parts = open.Of(inside).Within(inside);
            open.Take(parts);
            Space.Add(parts);
        }
    }

    /// <summary>Puts what is withheld of a prefix where it can be taken from: it is given up, or to whom it may be given.</summary>
    public void Open(Prefix prefix, AddressSpace open)
    {
        if (Space.IsEmpty)
        {
            return;
        }

        var parts = Space.Of(prefix).Within(prefix);
        Space.Take(parts);
        open.Add(parts);
    }

    private void Add(WithheldRange range)
    {
        ranges.Add(range.Reservation, range);
        byAddress.Add(range.Range, range);
        if (range.Pinned is { } node)
        {
            pins.Add((node, range.Range.Family), range);
        }
    }

    private void Remove(WithheldRange range)
    {
        ranges.Remove(range.Reservation);
        byAddress.Remove(range.Range);
        if (range.Pinned is { } node)
        {
            pins.Remove((node, range.Range.Family));
        }
    }
}
