namespace ActorNet.Coordinator.Directory;

/// <summary>
/// A state and the steps behind it. Steps are only ever added, by the one writer; a reader looks at those that its <see cref="DirectoryHistory"/>
/// counts, so that nobody is in the other's way.
/// </summary>
/// <param name="before">The state before the first step.</param>
/// <param name="capacity">How many steps it takes.</param>
internal sealed class HistorySegment(DirectoryState before, int capacity)
{
    private readonly HistoryEntry[] entries = new HistoryEntry[capacity];

    public DirectoryState Before => before;

    public ReadOnlySpan<HistoryEntry> First(int count) => entries.AsSpan(0, count);

    public void Set(int index, HistoryEntry entry) => entries[index] = entry;
}
