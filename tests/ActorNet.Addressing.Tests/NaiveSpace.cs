namespace ActorNet.Addressing.Tests;

/// <summary>
/// What <see cref="FreeSpace"/> must do, in the plainest way: a bit per cell of a small universe and a list of what is quarantined.
/// A cell is the smallest prefix that operations use; all prefixes lie within the universe.
/// </summary>
internal sealed class NaiveSpace(Prefix universe, int cellLength)
{
    private readonly Prefix[] _cells = [.. Parts(universe, cellLength)];
    private readonly HashSet<Prefix> _free = [];
    private readonly List<Prefix> _quarantined = [];

    public IEnumerable<Prefix> Quarantined => _quarantined;

    public IEnumerable<Prefix> Free => MaximalFree(universe);

    public UInt128 FreeAddresses => Share(_free.Count, Generate.Width(universe));

    public UInt128 QuarantinedAddresses => Share(_cells.Count(IsQuarantined), Generate.Width(universe));

    public bool Add(Prefix prefix)
    {
        if (Overlaps(prefix))
            return false;

        _free.UnionWith(Cells(prefix));
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
            _free.UnionWith(Cells(part));
        }

        return parts.Count > 0;
    }

    public bool TryTake(Prefix prefix)
    {
        if (!Contains(prefix))
            return false;

        _free.ExceptWith(Cells(prefix));
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
        : Share(_cells.Count(IsPresent), length);

    public bool Contains(Prefix prefix) => Cells(prefix).All(IsPresent);

    public bool IsFree(Prefix prefix) => Cells(prefix).All(_free.Contains);

    public bool Overlaps(Prefix prefix) => Cells(prefix).Any(IsPresent);

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

    private UInt128 Share(int cells, int length)
    {
        var share = (UInt128)cells << (length - cellLength);
        return cells > 0 && share == UInt128.Zero ? UInt128.MaxValue : share;
    }

    private IEnumerable<Prefix> Cells(Prefix prefix) => Parts(prefix, cellLength);

    private bool IsPresent(Prefix cell) => _free.Contains(cell) || IsQuarantined(cell);

    private bool IsQuarantined(Prefix cell) => _quarantined.Exists(entry => entry.Contains(cell));
}
