using ActorNet.Addressing;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Sets of addresses as prefixes.</summary>
internal static class PrefixSets
{
    /// <summary>What of a range none of the others has, as the fewest prefixes, in order.</summary>
    public static IReadOnlyList<Prefix> Subtract(Prefix range, IReadOnlyCollection<Prefix> others)
    {
        var near = others.Where(other => other.Overlaps(range)).ToList();
        if (near.Count == 0)
            return [range];

        return near.Exists(other => other.Contains(range)) ? [] : [.. Subtract(range.Left, near), .. Subtract(range.Right, near)];
    }

    /// <summary>What two lists have in common; the prefixes of each are disjoint.</summary>
    public static IReadOnlyList<Prefix> Intersect(IEnumerable<Prefix> first, IReadOnlyCollection<Prefix> second) =>
        [.. first.SelectMany(one => second.Where(other => other.Overlaps(one)).Select(other => one.Contains(other) ? other : one))];
}
