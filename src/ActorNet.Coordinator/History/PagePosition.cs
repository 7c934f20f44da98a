namespace ActorNet.Coordinator.History;

/// <summary>
/// Behind which event a page ended, in terms that hold on every replica and later on: positions in a log may differ from one to another, what
/// comes first at one revision does not.
/// </summary>
/// <param name="Revision">The event's revision.</param>
/// <param name="Index">Its place among those of that revision, from 0.</param>
internal readonly record struct PagePosition(long Revision, long Index)
{
    public static PagePosition Of(long position, in EventLog log)
    {
        var revision = log[position].Revision;
        return new PagePosition(revision, position - log.EndOf(revision - 1));
    }

    /// <summary>The event's position in a log; where it is forgotten, one before which nothing is left.</summary>
    public long In(in EventLog log) => Math.Min(log.EndOf(Revision - 1) + Index, log.EndOf(Revision));
}
