namespace ActorNet.Agent.DataPlane.Nodes;

/// <summary>The entries of one kind that all nodes make together, each under its key; it remembers what has changed.</summary>
internal sealed class EntryTable<TKey, TEntry>(Func<TEntry, TKey> keyOf) where TKey : notnull where TEntry : struct, IEquatable<TEntry>
{
    private readonly Dictionary<TKey, TEntry> _entries = [];
    private readonly Dictionary<TKey, TEntry?> _before = [];

    public IReadOnlyDictionary<TKey, TEntry> All => _entries;

    public void Put(TEntry entry)
    {
        var key = keyOf(entry);
        Remember(key);
        _entries[key] = entry;
    }

    /// <summary>Takes the entry out, unless another one has its place.</summary>
    public void Remove(TEntry entry)
    {
        var key = keyOf(entry);
        if (!_entries.TryGetValue(key, out var present) || !present.Equals(entry))
            return;

        Remember(key);
        _entries.Remove(key);
    }

    public void Clear()
    {
        _entries.Clear();
        _before.Clear();
    }

    /// <summary>What is different from the last time that this was asked.</summary>
    public List<EntryChange<TEntry>> TakeChanges()
    {
        var changes = new List<EntryChange<TEntry>>(_before.Count);
        foreach (var (key, before) in _before)
        {
            TEntry? now = _entries.TryGetValue(key, out var entry) ? entry : null;
            if (!Nullable.Equals(before, now))
                changes.Add(new EntryChange<TEntry>(before, now));
        }

        _before.Clear();
        return changes;
    }

    private void Remember(TKey key)
    {
        if (!_before.ContainsKey(key))
            _before.Add(key, _entries.TryGetValue(key, out var present) ? present : null);
    }
}
