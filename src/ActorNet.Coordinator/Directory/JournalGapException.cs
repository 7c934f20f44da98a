namespace ActorNet.Coordinator.Directory;

/// <summary>The stream of events left something out: what was built from it cannot be trusted.</summary>
internal sealed class JournalGapException(JournalEvent entry, long expected)
    : InvalidOperationException($"the event {entry.SequenceNumber} of {entry.PersistenceId} came where {expected} was next")
{
    /// <summary>The event that came.</summary>
    public JournalEvent Entry => entry;

    /// <summary>The number that was next.</summary>
    public long Expected => expected;
}
