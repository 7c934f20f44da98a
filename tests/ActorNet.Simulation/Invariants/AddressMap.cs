using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Simulation.Invariants;

/// <summary>A pool's address space, drawn to scale: one cell for each of the smallest subnets. Slow for a real pool, impossible to get wrong for a small one.</summary>
internal sealed class AddressMap
{
    private readonly List<(FamilySpec Family, Prefix Cidr, int First)> parts = [];
    private readonly Cell[] cells;
    private bool hasOneLength = true;

    public AddressMap(PoolSpec pool)
    {
        var count = 0;
        foreach (var family in pool.Families)
        {
            foreach (var cidr in family.Cidrs)
            {
                parts.Add((family, cidr, count));
                count += (int)cidr.CountOf(family.Longest);
            }
        }

        cells = new Cell[count];
        Array.Fill(cells, new Cell(Place.Pool, 0, 0, null, Epoch.None));
    }

    /// <summary>Takes in what is known of the same addresses from another map; all of it, or only which epochs they had.</summary>
    public AddressMap After(AddressMap before, bool epochsOnly)
    {
        foreach (var (family, cidr, first) in before.parts)
        {
            var length = (int)cidr.CountOf(family.Longest);
            for (var index = 0; index < length; index++)
            {
                var old = before.cells[first + index];
                foreach (ref var cell in this[cidr.Subprefix((UInt128)index, family.Longest)])
                {
                    cell = epochsOnly ? cell with { Top = old.Top } : old;
                }
            }
        }

        hasOneLength = epochsOnly || before.hasOneLength;
        return this;
    }

    /// <summary>The same addresses, and others: with the length of cells that it began with.</summary>
    public AddressMap Grow(PoolSpec pool) => new AddressMap(pool with
    {
        Families = [.. pool.Families.Select(family => family with { Longest = UnitLength(family.Family) })],
    }).After(this, epochsOnly: false);

    /// <summary>The pool has had several lengths: it is not known any more what fits.</summary>
    public void NoteLengths() => hasOneLength = false;

    /// <summary>Whether all subnets were always of one length.</summary>
    public bool HasOneLength => hasOneLength;

    /// <summary>The prefix length of a cell.</summary>
    public int UnitLength(AddressFamily family) => parts.First(part => part.Family.Family == family).Family.Longest;

    /// <summary>The cells of a prefix; none where it is not of the pool, or smaller than a cell.</summary>
    public Span<Cell> this[Prefix prefix]
    {
        get
        {
            foreach (var (family, cidr, first) in parts)
            {
                if (cidr.Contains(prefix) && prefix.Length <= family.Longest)
                {
                    var skipped = 0;
                    var length = (int)prefix.CountOf(family.Longest);
                    for (var part = prefix; part.Length > cidr.Length; part = part.Parent)
                    {
                        skipped += part == part.Parent.Left ? 0 : (int)part.CountOf(family.Longest);
                    }

                    return cells.AsSpan(first + skipped, length);
                }
            }

            return [];
        }
    }

    /// <summary>
    /// Whether a subnet of the one length that there is has been free with the same owner all the time since; what moves can be missed by who goes
    /// from owner to owner, and where there are several lengths, it is not known what fits.
    /// </summary>
    public bool HasBeenIdle(AddressFamily family, int length, TimeSpan since) => hasOneLength && parts
        .Where(part => part.Family.Family == family && part.Family.Shortest == length && part.Family.Longest == length)
        .Any(part => this[part.Cidr].ToArray().Any(cell => cell.Lease is not { IsHeld: true } && cell.IdleSince <= since));

    /// <summary>How many cells of a family are of a kind.</summary>
    public int Count(FamilySpec family, Func<Cell, bool> isCounted) => family.Cidrs.Sum(cidr => this[cidr].ToArray().Count(isCounted));
}

/// <summary>Whose ground it is.</summary>
internal enum Place
{
    Pool,
    ToShard,
    Shard,
    ToPool,
}

/// <summary>One of the smallest subnets.</summary>
/// <param name="Place">Where it is in the chain of owners.</param>
/// <param name="ShardIndex">The shard, but for the pool's own.</param>
/// <param name="Move">The number of the grant or return that it is on its way with.</param>
/// <param name="Lease">The lease on it, held or quarantined.</param>
/// <param name="Top">The highest epoch that it was ever granted with.</param>
/// <param name="IdleSince">When it was last held, or moved from owner to owner, in real time.</param>
internal readonly record struct Cell(Place Place, int ShardIndex, long Move, Record? Lease, Epoch Top, TimeSpan IdleSince = default);
