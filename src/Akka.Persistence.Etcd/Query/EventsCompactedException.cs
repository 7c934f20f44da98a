namespace Akka.Persistence.Etcd.Query;

/// <summary>
/// etcd's history begins after the offset from which events were to be read, so some that came behind it may be deleted and gone. Read from the
/// beginning, or go on from <see cref="OldestRevision"/> knowing that.
/// </summary>
/// <param name="oldestRevision">The oldest revision that there is.</param>
/// <param name="cause">etcd's refusal.</param>
public sealed class EventsCompactedException(long oldestRevision, Exception? cause = null)
    : Exception($"the events from this offset on are compacted; the oldest revision that there is is {oldestRevision}", cause)
{
    /// <summary>The oldest revision that there is: <c>EtcdOffset.AfterRevision(OldestRevision - 1)</c> is the first offset that can be read from.</summary>
    public long OldestRevision { get; } = oldestRevision;
}
