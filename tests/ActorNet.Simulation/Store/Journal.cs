using ActorNet.Allocation.Persistence;

namespace ActorNet.Simulation.Store;

/// <summary>The events of one shard, or of the coordinator, in order; a snapshot now and then.</summary>
internal sealed class Journal<TEvent>(string id)
    where TEvent : class, IJournaled
{
    private readonly List<TEvent> events = [];
    private readonly List<(int Position, object State)> snapshots = [];
    private IWriter? owner;

    public string Id => id;

    public int End => events.Count;

    public IEnumerable<TEvent> Between(int from, int to) => events.GetRange(from, to - from);

    /// <summary>A key is created only if it does not exist (safety rule 1).</summary>
    public bool IsFree(int position) => position == events.Count;

    public void Add(IWriter writer, IReadOnlyList<TEvent> written, TimeSpan now)
    {
        if (owner != writer)
        {
            owner?.SupersededAt = now;
            owner = writer;
            writer.ActivatedAt = now;
        }

        events.AddRange(written);
    }

    public void Save(int position, object state) => snapshots.Add((position, state));

    /// <summary>The last snapshot but some; null where there is none.</summary>
    public (int Position, object State)? Snapshot(int before, int upTo)
    {
        var usable = snapshots.FindAll(snapshot => snapshot.Position <= upTo);
        return usable.Count > before ? usable[^(before + 1)] : null;
    }
}
