namespace Akka.Persistence.Etcd.Errors;

/// <summary>
/// Another writer has written this sequence number or a later one: the actor that wanted to write is not the owner of its persistence id any
/// more. It has been refused for good; Akka stops the actor.
/// </summary>
/// <param name="persistenceId">Whose journal it is.</param>
/// <param name="sequenceNr">The first sequence number of the write.</param>
public sealed class StaleWriterException(string persistenceId, long sequenceNr)
    : Exception($"persistence id '{persistenceId}' has another writer, who has written sequence number {sequenceNr} or a later one: this one is stale")
{
    /// <summary>Whose journal it is.</summary>
    public string PersistenceId { get; } = persistenceId;

    /// <summary>The first sequence number of the write that was refused.</summary>
    public long SequenceNr { get; } = sequenceNr;
}
