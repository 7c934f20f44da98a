using Akka.Actor;
using Akka.Pattern;

namespace ActorNet.Allocation.Persistence;

/// <summary>
/// Starts a persistent actor again, and not at once: it stops when a write fails, and when one of its rules does, because its state may have
/// run ahead of its journal.
/// </summary>
internal static class Restarting
{
    private static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(5);
    private const double BackoffJitter = 0.2;

    /// <summary>
    /// How long one must run to be started at once again. Two coordinators on one journal fence one another at every start: did both start at once,
    /// each would always be fenced before it has done anything. So their turns grow longer instead.
    /// </summary>
    private static readonly TimeSpan Proven = TimeSpan.FromSeconds(10);

    /// <summary>The one that starts it.</summary>
    /// <param name="child">The actor.</param>
    /// <param name="name">Its name.</param>
    /// <param name="replyWhileStopped">What everybody hears in between.</param>
    /// <remarks><see cref="HandOver"/> ends it together with the actor.</remarks>
    public static Props Props(Props child, string name, object replyWhileStopped) => BackoffSupervisor.Props(
        Backoff.OnStop(child, name, MinBackoff, MaxBackoff, BackoffJitter, maxNrOfRetries: -1)
            .WithAutoReset(Proven)
            .WithDefaultStoppingStrategy()
            .WithFinalStopMessage(message => message is HandOver)
            .WithReplyWhileStopped(replyWhileStopped));
}
