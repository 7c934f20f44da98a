namespace ActorNet.Addressing.Trie;

/// <summary>Counts by prefix length, kept up with every change, from which totals follow without looking at the trie.</summary>
internal sealed class Tally(int width)
{
    private readonly int[] _free = new int[width + 1];
    private readonly int[] _quarantined = new int[width + 1];
    private readonly int[] _coveredBranches = new int[width + 1];

    public UInt128 FreeAddresses => Total(width, [_free]);

    public UInt128 QuarantinedAddresses => Total(width, [_quarantined]);

    public void CountLeaf(Leaf leaf, int change) => (leaf.IsFree ? _free : _quarantined)[leaf.Length] += change;

    public void CountCoveredBranch(int length, int change) => _coveredBranches[length] += change;

    /// <summary>
    /// Every leaf of at most this length holds its share; longer ones count only together, as the covered branch of exactly this length.
    /// </summary>
    public UInt128 Fit(int length) => Total(length, [_free, _quarantined]) + (UInt128)_coveredBranches[length];

    /// <summary>
    /// How many prefixes of this length the counted ones hold. They are disjoint, so the sum is at most 2^128, and the one sum that wraps
    /// around to 0 is that.
    /// </summary>
    private static UInt128 Total(int length, ReadOnlySpan<int[]> kinds)
    {
        var sum = UInt128.Zero;
        var any = false;
        foreach (var counts in kinds)
        {
            for (var shorter = 0; shorter <= length; shorter++)
            {
                any |= counts[shorter] > 0;
                sum += (UInt128)counts[shorter] * AddressBits.PowerOfTwo(length - shorter);
            }
        }

        return any && sum == UInt128.Zero ? UInt128.MaxValue : sum;
    }
}
