using System.Diagnostics.CodeAnalysis;
using ActorNet.Addressing;

namespace ActorNet.Allocation.Reservations;

/// <summary>Things that each have a prefix of their own, disjoint from all others, found by what shares an address with it.</summary>
internal sealed class PrefixIndex<T>
{
    private readonly Dictionary<Prefix, T> values = [];
    private readonly SortedSet<Prefix> prefixes = [];

    public int Count => values.Count;

    public void Add(Prefix prefix, T value)
    {
        values.Add(prefix, value);
        prefixes.Add(prefix);
    }

    public void Remove(Prefix prefix)
    {
        values.Remove(prefix);
        prefixes.Remove(prefix);
    }

    /// <summary>Those that share an address with the prefix, in address order.</summary>
    public IReadOnlyList<T> Overlapping(Prefix prefix)
    {
        if (values.Count == 0)
        {
            return [];
        }

        if (TryFindAround(prefix, out var found))
        {
            return [found];
        }

        var last = prefix.LastAddress;
        var upper = Prefix.Create(last, last.GetAddressBytes().Length * 8);
        return [.. prefixes.GetViewBetween(prefix, upper).Select(inside => values[inside])];
    }

    private bool TryFindAround(Prefix prefix, [MaybeNullWhen(false)] out T found)
    {
        while (prefix.Length > 0)
        {
            prefix = prefix.Parent;
            if (values.TryGetValue(prefix, out found))
            {
                return true;
            }
        }

        found = default;
        return false;
    }
}
