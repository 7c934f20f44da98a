using System.Net.Sockets;
using ActorNet.Addressing.Trie;

namespace ActorNet.Addressing;

/// <summary>
/// The space of one family that nobody holds, as buddies: free prefixes, merged as far as they go, and quarantined ones, which are
/// given out last and oldest first. Every operation costs one walk from the shortest to the longest length at most, however many
/// prefixes there are, plus what it adds and removes. Memory follows the most prefixes there have been, at most 64 bytes each. Not safe
/// for concurrent use.
/// </summary>
/// <param name="family"><see cref="AddressFamily.InterNetwork"/> or <see cref="AddressFamily.InterNetworkV6"/>.</param>
public sealed class FreeSpace(AddressFamily family)
{
    private readonly int _width = AddressBits.Width(family);
    private readonly PrefixTrie _trie = new(AddressBits.Width(family));
    private ulong _lastPlace;
    private int _version;

    /// <summary>The family of all prefixes here.</summary>
    public AddressFamily Family => family;

    /// <summary>Whether nothing is free and nothing quarantined.</summary>
    public bool IsEmpty => _trie.Count == 0;

    /// <summary>The number of free prefixes, merged, and quarantined ones: what memory is proportional to.</summary>
    public int Count => _trie.Count;

    /// <summary>How many addresses are free. The 2^128 of <c>::/0</c> are reported as <see cref="UInt128.MaxValue"/>.</summary>
    public UInt128 FreeAddresses => _trie.Tally.FreeAddresses;

    /// <summary>How many addresses are quarantined, with the same limit as <see cref="FreeAddresses"/>.</summary>
    public UInt128 QuarantinedAddresses => _trie.Tally.QuarantinedAddresses;

    /// <summary>The free prefixes, merged as far as they go, by address. Ends with an exception when the space changes meanwhile.</summary>
    public IEnumerable<Prefix> Free => Enumerate(_trie.ByAddress().Where(leaf => leaf.IsFree));

    /// <summary>
    /// The quarantined prefixes, oldest first; what is left of one that was taken in part, by address. Ends with an exception when the
    /// space changes meanwhile.
    /// </summary>
    public IEnumerable<Prefix> Quarantined => Enumerate(_trie.ByPlace());

    internal long Visits => _trie.Visits;

    /// <summary>Makes a prefix free; it merges with its buddy as far as that goes.</summary>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    /// <exception cref="InvalidOperationException">A part of it is free or quarantined already.</exception>
    public void Add(Prefix prefix) => Add(prefix, place: 0);

    /// <summary>Makes a prefix reusable, but after everything free and everything quarantined before it.</summary>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    /// <exception cref="InvalidOperationException">A part of it is free or quarantined already.</exception>
    public void Quarantine(Prefix prefix) => Add(prefix, ++_lastPlace);

    /// <summary>
    /// Makes free whatever of the prefix is quarantined: the prefix itself, what was left of it, or a part of a larger one whose rest keeps
    /// its place.
    /// </summary>
    /// <returns>False if nothing of it is quarantined.</returns>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    public bool EndQuarantine(Prefix prefix)
    {
        Check(prefix);
        var ended = _trie.Overlapping(prefix.Bits, prefix.Length).Where(leaf => !leaf.IsFree).Select(ToPrefix).ToList();
        foreach (var quarantined in ended)
        {
            var part = quarantined.Contains(prefix) ? prefix : quarantined;
            _trie.Remove(part.Bits, part.Length);
            _trie.Add(part.Bits, part.Length, place: 0);
            _version++;
        }

        return ended.Count > 0;
    }

    /// <summary>
    /// Takes exactly this prefix, whether free, quarantined or a mixture, or nothing. The rest of a quarantined prefix keeps its place.
    /// </summary>
    /// <returns>False if a part of it is neither free nor quarantined.</returns>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    public bool TryTake(Prefix prefix)
    {
        Check(prefix);
        if (!_trie.TryRemove(prefix.Bits, prefix.Length))
            return false;

        _version++;
        return true;
    }

    /// <summary>
    /// Finds where a prefix of this length would be taken, and changes nothing: in the smallest free prefix that is large enough, the
    /// lowest of these; if there is none, in the oldest quarantined one that is large enough; if there is none, the lowest that
    /// free and quarantined prefixes make up together.
    /// </summary>
    /// <returns>False only if no prefix of this length is left at all.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The family has no such length.</exception>
    public bool TryFind(int length, out Prefix prefix)
    {
        if (TryFindFree(length, out prefix))
            return true;

        var found = _trie.TryFindOldestQuarantined(length, out var bits) || _trie.TryFindCovered(length, out bits);
        prefix = found ? Prefix.FromBits(bits, length, family) : default;
        return found;
    }

    /// <summary>As <see cref="TryFind"/>, but in free space only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family has no such length.</exception>
    public bool TryFindFree(int length, out Prefix prefix)
    {
        Check(length);
        var found = _trie.TryFindBestFree(length, out var bits);
        prefix = found ? Prefix.FromBits(bits, length, family) : default;
        return found;
    }

    /// <summary>Takes what <see cref="TryFind"/> finds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family has no such length.</exception>
    public bool TryAllocate(int length, out Prefix prefix)
    {
        if (!TryFind(length, out prefix))
            return false;

        var taken = TryTake(prefix);
        Invariant.Holds(taken, "what was found can be taken");
        return true;
    }

    /// <summary>Whether every address of the prefix is free or quarantined.</summary>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    public bool Contains(Prefix prefix)
    {
        Check(prefix);
        return _trie.Covers(prefix.Bits, prefix.Length);
    }

    /// <summary>Whether every address of the prefix is free, none quarantined.</summary>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    public bool IsFree(Prefix prefix)
    {
        Check(prefix);
        return _trie.IsFree(prefix.Bits, prefix.Length);
    }

    /// <summary>Whether any address of the prefix is free or quarantined.</summary>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    public bool Overlaps(Prefix prefix)
    {
        Check(prefix);
        return _trie.Overlaps(prefix.Bits, prefix.Length);
    }

    /// <summary>What of the prefix is free or quarantined, by address: the prefix itself, or parts of it.</summary>
    /// <exception cref="ArgumentException">The prefix is of the other family.</exception>
    public IReadOnlyList<Prefix> Within(Prefix prefix)
    {
        Check(prefix);
        return [.. _trie.Overlapping(prefix.Bits, prefix.Length).Select(ToPrefix).Select(part => part.Contains(prefix) ? prefix : part)];
    }

    /// <summary>
    /// How many prefixes of this length can still be taken, free and quarantined space together. The 2^128 addresses of <c>::/0</c> are
    /// reported as <see cref="UInt128.MaxValue"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The family has no such length.</exception>
    public UInt128 Fit(int length)
    {
        Check(length);
        return _trie.Tally.Fit(length);
    }

    /// <summary>Whether any free prefix, merged as far as it goes, is longer than this: smaller.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The family has no such length.</exception>
    public bool HasFreeLongerThan(int length)
    {
        Check(length);
        return _trie.HasFreeLongerThan(length);
    }

    private void Add(Prefix prefix, ulong place)
    {
        if (Overlaps(prefix))
            throw new InvalidOperationException($"{prefix} cannot become free: it is, or a part of it is, free or quarantined already.");

        _trie.Add(prefix.Bits, prefix.Length, place);
        _version++;
    }

    private IEnumerable<Prefix> Enumerate(IEnumerable<Leaf> leaves)
    {
        var version = _version;
        foreach (var leaf in leaves)
        {
            yield return ToPrefix(leaf);
            if (version != _version)
                throw new InvalidOperationException("The free space was changed while it was enumerated.");
        }
    }

    private Prefix ToPrefix(Leaf leaf) => Prefix.FromBits(leaf.Bits, leaf.Length, family);

    private void Check(Prefix prefix)
    {
        if (prefix.Family != family)
            throw new ArgumentException($"{prefix} is of family {prefix.Family}; this free space is of family {family}.", nameof(prefix));
    }

    private void Check(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _width);
    }
}
