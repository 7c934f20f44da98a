using Akka.Actor;
using Akka.Persistence.Etcd.Journal.Confirmations;

namespace ActorNet.Benchmarks.Journal;

/// <summary>Takes the answers to questions, and says when all have come.</summary>
internal sealed class Asker(int questions, TaskCompletionSource answered) : UntypedActor
{
    private int missing = questions;

    protected override void OnReceive(object message)
    {
        if (message is not SequenceNrConfirmation { IsLast: true })
        {
            answered.TrySetException(new InvalidOperationException($"a question about the last sequence number was answered with {message}"));
        }
        else if (--missing == 0)
        {
            answered.SetResult();
        }
    }
}
