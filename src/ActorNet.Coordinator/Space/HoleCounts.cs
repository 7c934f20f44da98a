using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Space;

/// <summary>
/// The holes that are left in a family's CIDRs: the largest aligned prefixes that nothing taken is in, counted by length. A length fits into them as often as
/// their sizes say, because no two of them make up a larger one.
/// </summary>
internal sealed class HoleCounts
{
    private const int LongestLength = 128;

    private readonly int[] counts = new int[LongestLength + 1];

    private HoleCounts()
    {
    }

    /// <summary>The largest hole, the lowest of several; null where there is none.</summary>
    public Prefix? Largest { get; private set; }

    /// <summary>
    /// Looks for the holes: once through what is taken, and from the CIDRs' lengths to its lengths. What is taken twice does no harm.
    /// </summary>
    /// <param name="cidrs">The CIDRs, disjoint; neighbours count as one.</param>
    /// <param name="taken">What is taken of them, in order.</param>
    public static HoleCounts In(ImmutableArray<Prefix> cidrs, ReadOnlySpan<Prefix> taken)
    {
        var holes = new HoleCounts();
        foreach (var cidr in BlockSet.Empty.Add(cidrs).All)
        {
            var inside = taken[CountBefore(cidr, taken)..];
            holes.Visit(cidr, inside[..CountWithin(cidr, inside)]);
        }

        return holes;
    }

    /// <summary>How many prefixes of a length fit. Pools have none that is 128 bits longer than a hole.</summary>
    public UInt128 Fit(int length)
    {
        var fit = UInt128.Zero;
        for (var hole = 0; hole <= length; hole++)
        {
            fit += (UInt128)counts[hole] << (length - hole);
        }

        return fit;
    }

    private void Visit(Prefix prefix, ReadOnlySpan<Prefix> taken)
    {
        if (taken.IsEmpty)
        {
            counts[prefix.Length]++;
            Largest = Largest is { } largest && largest.Length <= prefix.Length ? largest : prefix;
        }
        else if (taken[0] != prefix)
        {
            var (left, right) = (prefix.Left, prefix.Right);
            var middle = CountBefore(right, taken);
            Visit(left, taken[..middle]);
            Visit(right, taken[middle..]);
        }
    }

    private static int CountBefore(Prefix prefix, ReadOnlySpan<Prefix> ordered)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ordered[middle] < prefix ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many of those that begin no lower than the prefix are in it: the first ones.</summary>
    private static int CountWithin(Prefix prefix, ReadOnlySpan<Prefix> ordered)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = prefix.Contains(ordered[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
