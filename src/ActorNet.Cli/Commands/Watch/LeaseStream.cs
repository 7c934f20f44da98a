using ActorNet.Client.Connections;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>One WatchLeases call, from its first message to its failure.</summary>
internal sealed class LeaseStream(ReplicaConnection connection, WatchLeasesRequest request, CancellationToken cancellationToken) : IDisposable
{
    private readonly AsyncServerStreamingCall<WatchLeasesResponse> _call =
        new LeaseService.LeaseServiceClient(connection.Invoker).WatchLeases(request, cancellationToken: cancellationToken);

    /// <summary>Why there is nothing more to read; null as long as there is.</summary>
    public EndpointFailure? Failure { get; private set; }

    /// <summary>The next message, or null and a <see cref="Failure"/> when the stream has broken or says nothing for too long.</summary>
    public async Task<WatchLeasesResponse?> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(patience);
        try
        {
            if (await _call.ResponseStream.MoveNext(silence.Token))
            {
                connection.NoteAnswer();
                return _call.ResponseStream.Current;
            }

            Failure = EndpointFailure.Ended(connection.Replica);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Failure = silence.IsCancellationRequested
                ? EndpointFailure.Silent(connection.Replica, patience)
                : EndpointFailure.Of(connection.Replica, exception);
        }

        connection.NoteFailure();
        return null;
    }

    public void Dispose()
    {
        _call.Dispose();
        connection.Dispose();
    }
}
