
namespace Akka.Etcd.Watching;

/// <summary>Changes that a watch delivers together: all that there are of one or more successive revisions, in order.</summary>
/// <param name="Events">The changes, at least one. Those of one revision stand side by side, in the order in which their transaction made them.</param>
public sealed record EtcdChanges(IReadOnlyList<Mvccpb.Event> Events)
{
    /// <summary>The last revision; a watch that begins at the next one misses nothing.</summary>
    public long Revision => Events[^1].Kv.ModRevision;
}
