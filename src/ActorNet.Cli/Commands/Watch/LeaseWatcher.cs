using System.Runtime.CompilerServices;
using ActorNet.Client;
using ActorNet.Client.Calls;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Pacing;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>Follows a pool's leases across broken streams, over any of the coordinators.</summary>
internal sealed class LeaseWatcher(CoordinatorClient client, TimeSpan timeout, TimeProvider time)
{
    // WatchProgress: "sent at least every 30 s while nothing else is".
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Every message that brings something new, and every break. Ends only by cancellation, by an answer that will not change, or when
    /// no coordinator gave a first answer: that is rather a wrong endpoint than a service that will be back.
    /// </summary>
    /// <exception cref="CoordinatorCallException">It cannot go on.</exception>
    public async IAsyncEnumerable<WatchStep> FollowAsync(
        string pool, long fromRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = new WatchPosition(fromRevision);
        var backoff = new Backoff(FirstPause, LongestPause, Random.Shared);
        var failures = new List<EndpointFailure>();
        var everAnswered = false;
        while (true)
        {
            var connection = await client.ConnectAsync([.. failures.Select(failed => failed.Replica!)], cancellationToken)
                ?? throw new CoordinatorCallException(failures);
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
            if (!IsTransient(failure.Error.StatusCode))
                throw new CoordinatorCallException([failure]);

            if (!everAnswered)
            {
                failures.Add(failure);
                continue;
            }

            failures.Clear();
            var delay = backoff.Next(failure.Error.RetryDelay);
            yield return new WatchStep.Lost(failure, position.Revision, client.Choice ?? connection.Replica, delay);
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>Whether the same question may be answered later: everything but what the service decided about the question itself.</summary>
    private static bool IsTransient(StatusCode status) => status is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal
        or StatusCode.Unknown or StatusCode.Cancelled or StatusCode.Aborted or StatusCode.DataLoss or StatusCode.ResourceExhausted;
}
