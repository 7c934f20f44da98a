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
    private bool hasKeptLengths = true;

    /// <summary>A pool's space, of which nobody has had anything yet.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="since">Since when it is the pool's.</param>
    public AddressMap(PoolSpec pool, TimeSpan since = default)
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
        Array.Fill(cells, new Cell(Place.Pool, 0, 0, null, Epoch.None) { IdleSince = since });
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
                    cell = epochsOnly ? cell with { Top = Epoch.Max(cell.Top, old.Top) } : old;
                }
            }
        }

        hasKeptLengths &= epochsOnly || before.hasKeptLengths;
        return this;
    }

    /// <summary>More addresses, or fewer: with the length of cells that it began with.</summary>
    public AddressMap Reshape(PoolSpec pool, TimeSpan now) => new AddressMap(
        pool with
        {
            Families = [.. pool.Families.Select(family => family with { Longest = UnitLength(family.Family) })],
        },
        now).After(this, epochsOnly: false);

    /// <summary>The pool has other lengths than it had: it is not known any more what fits.</summary>
    public void NoteLengths() => hasKeptLengths = false;

    /// <summary>Whether the pool has always had the lengths that it has.</summary>
    public bool HasKeptLengths => hasKeptLengths;

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
    /// Whether a subnet of a length has been nobody's all the time since, each part with the same owner; what moves can be missed by who goes from owner
    /// to owner.
    /// </summary>
    /// <param name="family">The address family.</param>
    /// <param name="length">The length.</param>
    /// <param name="since">Since when.</param>
    /// <param name="forFavoured">Whether what is out of the headroom counts.</param>
    /// <param name="endsQuarantine">Whether what is in quarantine counts: a node that has nothing gets it in the end, one that wants more does not.</param>
    public bool HasBeenIdle(AddressFamily family, int length, TimeSpan since, bool forFavoured, bool endsQuarantine = true)
    {
        if (!hasKeptLengths)
        {
            return false;
        }

        foreach (var (spec, cidr, _) in parts)
        {
            for (var index = UInt128.Zero; spec.Family == family && cidr.Length <= length && index < cidr.CountOf(length); index++)
            {
                var isIdle = true;
                foreach (var cell in this[cidr.Subprefix(index, length)])
                {
                    isIdle &= cell is { Lease: not { IsHeld: true }, IsReserved: false } && (endsQuarantine || cell.Lease is null) && cell.IdleSince <= since && (forFavoured || !cell.IsKept);
                }

                if (isIdle)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>How many subnets of a length are of a kind, each cell of them.</summary>
    public int CountSubnets(AddressFamily family, int length, Func<Cell, bool> isCounted) => parts
        .Where(part => part.Family.Family == family && part.Cidr.Length <= length)
        .Sum(part => Enumerable.Range(0, (int)part.Cidr.CountOf(length)).Count(index => this[part.Cidr.Subprefix((UInt128)index, length)].ToArray() is { Length: > 0 } cells && cells.All(isCounted)));

    /// <summary>Nothing is kept any more.</summary>
    public void ForgetKept()
    {
        foreach (ref var cell in cells.AsSpan())
        {
            cell = cell with { IsKept = false };
        }
    }

    /// <summary>How many cells of a family are of a kind: of all that the pool has now, which a shard may know of only later.</summary>
    public int Count(AddressFamily family, Func<Cell, bool> isCounted) =>
        parts.Where(part => part.Family.Family == family).Sum(part => this[part.Cidr].ToArray().Count(isCounted));
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
/// <param name="IdleSince">When it was last held or reserved, or moved from owner to owner, in real time.</param>
/// <param name="IsReserved">Whether it is in the range of a reservation.</param>
/// <param name="IsKept">Whether it is with a shard, or on its way there or back, out of the pool's headroom.</param>
internal readonly record struct Cell(Place Place, int ShardIndex, long Move, Record? Lease, Epoch Top, TimeSpan IdleSince = default, bool IsReserved = false, bool IsKept = false);
