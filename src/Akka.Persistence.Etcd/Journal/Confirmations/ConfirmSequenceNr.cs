using Akka.Actor;

namespace Akka.Persistence.Etcd.Journal.Confirmations;

/// <summary>
/// Asks an <see cref="EtcdJournal"/> whether a persistence id is still at a sequence number: whether nobody has written behind it. The answer, a
/// <see cref="SequenceNrConfirmation"/>, comes from a transaction that was sent after the question; one transaction answers all questions that
/// wait. When it cannot be told, the answer is a <see cref="Status.Failure"/>.
/// </summary>
/// <remarks>
/// An actor that asks while it has writes under way may be told of its own. The transaction goes through etcd's log like a write (a read may be
/// answered by a member that has lost the leadership and does not know it yet), but changes nothing: the keyspace does not grow.
/// </remarks>
/// <param name="PersistenceId">Whose journal.</param>
/// <param name="SequenceNr">The last sequence number that the asker knows of; 0: none.</param>
public sealed record ConfirmSequenceNr(string PersistenceId, long SequenceNr) : INoSerializationVerificationNeeded;

/// <summary>The answer to a <see cref="ConfirmSequenceNr"/>.</summary>
/// <param name="PersistenceId">Whose journal.</param>
/// <param name="SequenceNr">The sequence number of the question.</param>
/// <param name="IsLast">Whether nothing had been written behind it at a moment after the question.</param>
public sealed record SequenceNrConfirmation(string PersistenceId, long SequenceNr, bool IsLast) : INoSerializationVerificationNeeded;
