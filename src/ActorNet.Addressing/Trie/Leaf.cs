using System.Runtime.InteropServices;

namespace ActorNet.Addressing.Trie;

/// <summary>
/// A maximal free prefix or a quarantined one. Packed, because leaf and branch together are what one prefix costs.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Leaf(UInt128 bits, int length, ulong place)
{
    private readonly ulong _upper = (ulong)(bits >> 64);
    private readonly ulong _lower = (ulong)bits;

    /// <summary>When it was quarantined, counted by the space's own clock of events; 0 when free.</summary>
    public readonly ulong Place = place;

    /// <summary>Children in <see cref="QuarantineOrder"/>: those before and those after this one.</summary>
    public int Older;
    public int Newer;

    public readonly byte Length = (byte)length;

    /// <summary>The shortest length below and at this one in <see cref="QuarantineOrder"/>.</summary>
    public byte ShortestInOrder = (byte)length;

    public readonly UInt128 Bits => new(_upper, _lower);

    public readonly bool IsFree => Place == 0;
}
