using ActorNet.Addressing;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// Lists of prefixes compared as the addresses that they have. Two prefixes share addresses only where one contains the other, so in their order
/// what a prefix contains comes right behind it.
/// </summary>
internal static class PrefixLists
{
    /// <summary>Each item with one before it that it shares addresses with.</summary>
    /// <param name="items">The items, in any order.</param>
    /// <param name="prefixOf">Where an item is.</param>
    public static IEnumerable<(T First, T Second)> Overlaps<T>(IEnumerable<T> items, Func<T, Prefix> prefixOf)
    {
        var sorted = items.ToArray();
        Array.Sort(Array.ConvertAll(sorted, item => prefixOf(item)), sorted);
        var cover = 0;
        for (var index = 1; index < sorted.Length; index++)
        {
            if (prefixOf(sorted[cover]).Contains(prefixOf(sorted[index])))
            {
                yield return (sorted[cover], sorted[index]);
            }
            else
            {
                cover = index;
            }
        }
    }

    /// <summary>What the first ones have and the others do not, as prefixes in order.</summary>
    public static IReadOnlyList<Prefix> Except(IEnumerable<Prefix> prefixes, IEnumerable<Prefix> others)
    {
        var taken = others.Order().ToArray();
        var left = new List<Prefix>();
        foreach (var prefix in prefixes.Order())
        {
            Subtract(prefix, taken, left);
        }

        return left;
    }

    private static void Subtract(Prefix prefix, Prefix[] taken, List<Prefix> left)
    {
        if (IsWithin(prefix, taken))
        {
            return;
        }

        if (!HasPartOf(prefix, taken))
        {
            left.Add(prefix);
            return;
        }

        Subtract(prefix.Left, taken, left);
        Subtract(prefix.Right, taken, left);
    }

    private static bool IsWithin(Prefix prefix, Prefix[] taken)
    {
        for (var around = prefix; ; around = around.Parent)
        {
            if (Array.BinarySearch(taken, around) >= 0)
            {
                return true;
            }

            if (around.Length == 0)
            {
                return false;
            }
        }
    }

    /// <summary>What a prefix contains comes behind it, and before everything else that does.</summary>
    private static bool HasPartOf(Prefix prefix, Prefix[] taken)
    {
        var index = Array.BinarySearch(taken, prefix);
        index = index < 0 ? ~index : index;
        return index < taken.Length && prefix.Contains(taken[index]);
    }
}
