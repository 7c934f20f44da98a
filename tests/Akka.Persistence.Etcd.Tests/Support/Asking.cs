using Akka.Actor;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>Asks with the bound and the cancellation of a test.</summary>
public static class Asking
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Task<T> AskAsync<T>(this ICanTell actor, object message) => actor.Ask<T>(message, Patience, TestContext.Current.CancellationToken);
}
