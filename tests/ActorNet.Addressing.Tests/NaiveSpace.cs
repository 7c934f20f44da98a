using System.Numerics;

namespace ActorNet.Addressing.Tests;

/// <summary>
/// What <see cref="FreeSpace"/> must do, in the plainest way: a bit per cell of a small universe and a list of what is quarantined.
/// A cell is the smallest prefix that operations use, 64 at most; all prefixes lie within the universe, and which cells each of them has
/// comes from <see cref="CellsOfAll"/>.
/// </summary>
internal sealed class NaiveSpace(Prefix universe, int cellLength, IReadOnlyDictionary<Prefix, ulong> cellsOf)
{
    private readonly List<Prefix> _quarantined = [];
    private ulong _free;

    public IEnumerable<Prefix> Quarantined => _quarantined;

    public IEnumerable<Prefix> Free => MaximalFree(universe);

    public UInt128 FreeAddresses => Share(_free, Generate.Width(universe));

    public UInt128 QuarantinedAddresses => Share(QuarantinedCells, Generate.Width(universe));

    private ulong QuarantinedCells => _quarantined.Aggregate(0UL, (cells, entry) => cells | cellsOf[entry]);

    private ulong Present => _free | QuarantinedCells;

    public static Dictionary<Prefix, ulong> CellsOfAll(Prefix universe, int cellLength)
    {
        var cells = Parts(universe, cellLength).ToList();
        return Enumerable.Range(universe.Length, cellLength - universe.Length + 1)
            .SelectMany(length => Parts(universe, length))
            .ToDictionary(
                prefix => prefix,
                prefix => cells.Index()
                    .Where(cell => prefix.Contains(cell.Item))
                    .Aggregate(0UL, (bits, cell) => bits | (1UL << cell.Index)));
    }

    public bool Add(Prefix prefix)
    {
        if (Overlaps(prefix))
            return false;

        _free |= cellsOf[prefix];
        return true;
    }

    public bool Quarantine(Prefix prefix)
    {
        if (Overlaps(prefix))
            return false;

        _quarantined.Add(prefix);
        return true;
    }

    public bool EndQuarantine(Prefix prefix)
    {
        var parts = _quarantined.Where(prefix.Overlaps).Select(entry => entry.Contains(prefix) ? prefix : entry).ToList();
        foreach (var part in parts)
        {
            Cut(part);
            _free |= cellsOf[part];
        }

        return parts.Count > 0;
    }

    public bool TryTake(Prefix prefix)
    {
        if (!Contains(prefix))
            return false;

        _free &= ~cellsOf[prefix];
        Cut(prefix);
        return true;
    }

    public Prefix? Find(int length) =>
        FindFree(length)
        ?? First(_quarantined.Where(entry => entry.Length <= length).Select(entry => entry.Subprefix(0, length)))
        ?? First(Parts(universe, length).Where(Contains));

    public Prefix? FindFree(int length) => First(Free
        .Where(free => free.Length <= length)
        .OrderByDescending(free => free.Length).ThenBy(free => free)
        .Select(free => free.Subprefix(0, length)));

    public UInt128 Fit(int length) => length <= cellLength
        ? (UInt128)Parts(universe, length).Count(Contains)
        : Share(Present, length);

    public bool Contains(Prefix prefix) => (cellsOf[prefix] & ~Present) == 0;

    public bool IsFree(Prefix prefix) => (cellsOf[prefix] & ~_free) == 0;

    public bool Overlaps(Prefix prefix) => (cellsOf[prefix] & Present) != 0;

    private static IEnumerable<Prefix> Parts(Prefix whole, int length) => length < whole.Length
        ? []
        : Enumerable.Range(0, (int)whole.CountOf(length)).Select(index => whole.Subprefix((UInt128)index, length));

    private static IEnumerable<Prefix> Without(Prefix whole, Prefix hole) =>
        hole.Contains(whole) ? []
        : !whole.Overlaps(hole) ? [whole]
        : Without(whole.Left, hole).Concat(Without(whole.Right, hole));

    private static Prefix? First(IEnumerable<Prefix> prefixes) => prefixes.Cast<Prefix?>().FirstOrDefault();

    private IEnumerable<Prefix> MaximalFree(Prefix prefix) =>
        IsFree(prefix) ? [prefix]
        : prefix.Length == cellLength ? []
        : MaximalFree(prefix.Left).Concat(MaximalFree(prefix.Right));

    private void Cut(Prefix prefix)
    {
        for (var index = _quarantined.Count - 1; index >= 0; index--)
        {
            var entry = _quarantined[index];
            if (!entry.Overlaps(prefix))
                continue;

            _quarantined.RemoveAt(index);
            _quarantined.InsertRange(index, Without(entry, prefix));
        }
    }

    private UInt128 Share(ulong cells, int length)
    {
        var share = (UInt128)BitOperations.PopCount(cells) << (length - cellLength);
        return cells != 0 && share == UInt128.Zero ? UInt128.MaxValue : share;
    }
}
