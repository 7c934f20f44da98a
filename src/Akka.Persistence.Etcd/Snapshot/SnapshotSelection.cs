namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>What Akka's selection criteria mean for what is stored.</summary>
internal static class SnapshotSelection
{
    /// <summary>Whether a snapshot's time is among those that are asked for.</summary>
    public static bool IncludesTime(this SnapshotSelectionCriteria criteria, SnapshotManifest manifest) =>
        manifest.TimestampTicks >= MinTicks(criteria) && manifest.TimestampTicks <= SnapshotSerialization.Ticks(criteria.MaxTimeStamp);

    /// <summary>Whether every time is: then the keys alone say which snapshots are meant.</summary>
    public static bool IncludesAllTimes(this SnapshotSelectionCriteria criteria) =>
        MinTicks(criteria) <= DateTime.MinValue.Ticks && criteria.MaxTimeStamp == DateTime.MaxValue;

    private static long MinTicks(SnapshotSelectionCriteria criteria) => SnapshotSerialization.Ticks(criteria.MinTimestamp ?? DateTime.MinValue);
}
