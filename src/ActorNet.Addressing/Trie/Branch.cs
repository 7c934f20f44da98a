using System.Runtime.InteropServices;

namespace ActorNet.Addressing.Trie;

/// <summary>Where the prefixes below first differ: they share <see cref="Length"/> bits, the next one decides.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Branch
{
    private ulong _freeLengthsUpper;
    private ulong _freeLengthsLower;

    /// <summary>The nodes whose next bit is 0 and 1.</summary>
    public int Low;
    public int High;

    public byte Length;

    /// <summary>The length of the largest prefix below that has no gap, be it free, quarantined or a mixture.</summary>
    public byte ShortestCovered;

    /// <summary>The lengths of the free leaves below: bit n − 1 for length n. Below a branch no leaf has length 0.</summary>
    public UInt128 FreeLengths
    {
        readonly get => new(_freeLengthsUpper, _freeLengthsLower);
        set => (_freeLengthsUpper, _freeLengthsLower) = ((ulong)(value >> 64), (ulong)value);
    }

    /// <summary>Whether everything below is free or quarantined: the branch stands for a whole prefix.</summary>
    public readonly bool IsCovered => ShortestCovered == Length;
}
