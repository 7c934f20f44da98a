namespace ActorNet.Coordinator.Directory;

/// <summary>A step of the directory.</summary>
/// <param name="Event">The event that was taken in.</param>
/// <param name="Change">What watchers are told of it; null: nothing.</param>
internal readonly record struct HistoryEntry(JournalEvent Event, LeaseChange? Change)
{
    public long Revision => Event.Revision;
}
