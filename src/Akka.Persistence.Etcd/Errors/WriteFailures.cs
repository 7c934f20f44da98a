namespace Akka.Persistence.Etcd.Errors;

/// <summary>etcd did not say in time what became of a write: it may have been done, may be done later, or never. A recovery finds out.</summary>
public sealed class WriteOutcomeUnknownException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A write was not done, and will not be.</summary>
public sealed class WriteNotDoneException(string message, Exception? cause = null) : Exception(message, cause)
{
    internal static WriteNotDoneException AfterFailure() =>
        new("the write was not done: one before it, of the same incarnation of the persistent actor, has failed");
}

/// <summary>A single atomic write is larger than etcd takes.</summary>
/// <param name="persistenceId">Whose write.</param>
/// <param name="sequenceNr">Its last sequence number.</param>
/// <param name="bytes">Its size.</param>
public sealed class WriteTooLargeException(string persistenceId, long sequenceNr, int bytes)
    : Exception($"the atomic write of '{persistenceId}' that ends with sequence number {sequenceNr} has {bytes} bytes, more than etcd takes (--max-request-bytes); persist less at once");
