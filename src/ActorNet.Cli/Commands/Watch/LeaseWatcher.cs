using System.Runtime.CompilerServices;
using ActorNet.Cli.Connection;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>Follows a pool's leases across broken streams, over any of the endpoints.</summary>
internal sealed class LeaseWatcher(ServiceConnection connection, TimeSpan timeout, TimeProvider time)
{
    // WatchProgress: "sent at least every 30 s while nothing else is".
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Every message that brings something new, and every break. Ends only by cancellation, by an answer that will not change, or when
    /// no endpoint gave a first answer: that is rather a wrong endpoint than a service that will be back.
    /// </summary>
    /// <exception cref="ServiceCallException">It cannot go on.</exception>
    public async IAsyncEnumerable<WatchStep> FollowAsync(
        string pool, long fromRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = new WatchPosition(fromRevision);
        var backoff = new Backoff();
        var failures = new List<EndpointFailure>();
        var everAnswered = false;
        while (true)
        {
            var request = new WatchLeasesRequest { Pool = pool, ResumeRevision = position.Revision };
            using var stream = new LeaseStream(connection, request, cancellationToken);
            for (var patience = timeout; await stream.ReadAsync(patience, cancellationToken) is { } response; patience = LongestSilence + timeout)
            {
                everAnswered = true;
                backoff.Reset();
                if (position.Accept(response))
                    yield return new WatchStep.Received(response);
            }

            var failure = stream.Failure!;
            failures.Add(failure);
            if (!failure.IsTransient)
                throw new ServiceCallException([failure]);
            if (!everAnswered && failures.Count == connection.EndpointCount)
                throw new ServiceCallException(failures);

            connection.MoveOn();
            if (!everAnswered)
                continue;

            failures.Clear();
            var delay = backoff.Next();
            if (failure.Error.RetryDelay is { } asked && asked > delay)
                delay = asked;

            yield return new WatchStep.Lost(failure, position.Revision, connection.Current, delay);
            await Task.Delay(delay, time, cancellationToken);
        }
    }
}
