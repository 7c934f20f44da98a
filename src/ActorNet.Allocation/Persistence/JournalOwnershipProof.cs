using ActorNet.Allocation.Identity;
using Akka.Actor;
using Akka.Persistence;

namespace ActorNet.Allocation.Persistence;

/// <summary>
/// Proves ownership by Akka.Persistence's own means: asks the journal for what comes after the position, as a recovery would. Works with
/// every journal; a journal that can prove many positions in one transaction brings its own proof.
/// </summary>
/// <param name="system">The actor system.</param>
/// <param name="journalPluginId">The journal; empty for the default one.</param>
public sealed class JournalOwnershipProof(ActorSystem system, string journalPluginId = "") : IOwnershipProof
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IActorRef journal = Akka.Persistence.Persistence.Instance.Apply(system).JournalFor(journalPluginId);

    /// <inheritdoc/>
    public async Task<bool> IsLastAsync(JournalPosition position)
    {
        var next = position.SequenceNumber + 1;
        var answer = await journal.Ask<object>(
            replyTo => new ReplayMessages(next, long.MaxValue, max: 0, position.PersistenceId, replyTo),
            Patience,
            CancellationToken.None).ConfigureAwait(false);
        return answer switch
        {
            RecoverySuccess success => success.HighestSequenceNr <= position.SequenceNumber,
            ReplayMessagesFailure failure => throw new IOException($"the journal cannot be read: {failure.Cause.Message}", failure.Cause),
            _ => throw new IOException($"the journal answered {answer.GetType().Name}"),
        };
    }
}
