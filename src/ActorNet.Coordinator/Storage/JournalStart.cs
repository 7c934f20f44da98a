using ActorNet.Coordinator.Hosting;
using Akka.Actor;
using Akka.Persistence;

namespace ActorNet.Coordinator.Storage;

/// <summary>
/// Waits until the journal answers: it may have tables to make first. A read journal waits for that too when it is made, but for 5 s only,
/// which on a busy machine is not enough.
/// </summary>
internal sealed class JournalStart(ActorSystem system) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    /// <exception cref="StartException">The journal does not answer, or cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var journal = Persistence.Instance.Apply(system).JournalFor(journalPluginId: null);
        try
        {
            var answer = await journal.Ask<object>(
                replyTo => new ReplayMessages(1, toSequenceNr: 0, max: 0, "pools", replyTo),
                Patience,
                cancellationToken);
            if (answer is ReplayMessagesFailure failure)
            {
                throw new StartException($"the journal cannot be read: {failure.Cause.Message}", failure.Cause);
            }
        }
        catch (AskTimeoutException exception)
        {
            throw new StartException($"the journal did not answer within {Patience.TotalSeconds} s", exception);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
