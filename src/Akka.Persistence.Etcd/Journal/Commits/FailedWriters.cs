namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>
/// Who has failed to write and is to write no more. Akka stops such an actor, but a command that reaches it just before makes it send another
/// write, with later sequence numbers: were that done, there would be a gap. Whoever comes after it recovers first, and is somebody else.
/// </summary>
internal sealed class FailedWriters(int capacity)
{
    private readonly Dictionary<string, string> writers = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>A writer has failed. When there are more than can be kept, the one that failed first is forgotten.</summary>
    public void Add(string persistenceId, string writer)
    {
        if (writers.TryAdd(persistenceId, writer))
        {
            order.Enqueue(persistenceId);
        }

        writers[persistenceId] = writer;
        if (order.Count > capacity)
        {
            writers.Remove(order.Dequeue());
        }
    }

    /// <summary>Whether it is the one that failed last.</summary>
    public bool Contains(string persistenceId, string writer) =>
        writers.TryGetValue(persistenceId, out var failed) && string.Equals(failed, writer, StringComparison.Ordinal);

    /// <summary>Somebody recovers.</summary>
    public void Forget(string persistenceId) => writers.Remove(persistenceId);
}
