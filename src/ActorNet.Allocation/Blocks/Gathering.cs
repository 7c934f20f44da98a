using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Allocation.Blocks;

/// <summary>Puts together what moves at a time. The space that it is taken from is only looked at.</summary>
internal static class Gathering
{
    /// <summary>The most prefixes that move at a time.</summary>
    public const int MostBlocks = 64;

    /// <summary>The most holes that are looked at for them: after many changes free space may be in very many pieces.</summary>
    private const int MostHoles = 256;

    /// <summary>
    /// Free prefixes that hold subnets of a length, in one piece if it can be had, else in several; none only where not one of them fits.
    /// </summary>
    /// <param name="space">Where from.</param>
    /// <param name="length">The length of the subnets.</param>
    /// <param name="wholeLength">The length of one prefix that would hold all that are wanted, no longer than <paramref name="length"/>.</param>
    public static ImmutableArray<Prefix> Take(FreeSpace space, int length, int wholeLength)
    {
        for (var pieceLength = wholeLength; pieceLength <= length; pieceLength++)
        {
            if (space.TryFindFree(pieceLength, out var piece))
            {
                return pieceLength == wholeLength ? [piece] : Complete(space, piece, length, wholeLength);
            }
        }

        return [];
    }

    /// <summary>The first piece is the largest hole that there is; others make up for what it lacks.</summary>
    private static ImmutableArray<Prefix> Complete(FreeSpace space, Prefix first, int length, int wholeLength)
    {
        var pieces = ImmutableArray.CreateBuilder<Prefix>();
        pieces.Add(first);
        var missing = (UInt128.One << (length - wholeLength)) - first.CountOf(length);
        foreach (var hole in space.Free.Take(MostHoles))
        {
            if (missing == UInt128.Zero || pieces.Count == MostBlocks)
            {
                break;
            }

            if (hole.Length > length || hole == first)
            {
                continue;
            }

            var piece = hole.Subprefix(UInt128.Zero, Math.Max(hole.Length, length - (int)UInt128.Log2(missing)));
            pieces.Add(piece);
            missing -= piece.CountOf(length);
        }

        return pieces.DrainToImmutable();
    }
}
