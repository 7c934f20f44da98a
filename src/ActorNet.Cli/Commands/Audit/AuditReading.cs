using ActorNet.Client.Calls;
using ActorNet.Client.Connections;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Cli.Commands.Audit;

/// <summary>Reads an audit to its end. One that breaks off is worth nothing: it is made anew by another coordinator.</summary>
internal static class AuditReading
{
    /// <summary>Makes an audit.</summary>
    /// <exception cref="CoordinatorCallException">It was refused, or no coordinator brought one to its end.</exception>
    public static async Task<AuditOutcome> AuditAsync(this Session session, AuditRequest request, CancellationToken cancellationToken)
    {
        var failures = new List<EndpointFailure>();
        while (await session.Client.ConnectAsync([.. failures.Select(failed => failed.Replica!)], cancellationToken) is { } connection)
        {
            using (connection)
            {
                var (outcome, failure) = await ReadAsync(connection, request, session.Timeout, cancellationToken);
                if (outcome is not null)
                    return outcome;

                connection.NoteFailure();
                failures.Add(failure!);
                if (!MayAnotherDo(failure!.Error.StatusCode))
                    throw new CoordinatorCallException([failure]);
            }
        }

        throw new CoordinatorCallException(failures);
    }

    /// <summary>Every message counts as a sign of life, so an audit may take as long as it needs.</summary>
    private static async Task<(AuditOutcome? Outcome, EndpointFailure? Failure)> ReadAsync(
        ReplicaConnection connection, AuditRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(patience);
        var (findings, unknowns) = (new List<AuditResponse>(), new List<AuditResponse>());
        try
        {
            using var call = new ClusterService.ClusterServiceClient(connection.Invoker).Audit(request, cancellationToken: silence.Token);
            await foreach (var response in call.ResponseStream.ReadAllAsync(silence.Token))
            {
                silence.CancelAfter(patience);
                connection.NoteAnswer();
                switch (response.Kind)
                {
                    case AuditResponseKind.Finding:
                        findings.Add(response);
                        break;
                    case AuditResponseKind.Unknown:
                        unknowns.Add(response);
                        break;
                    case AuditResponseKind.Summary:
                        return (new AuditOutcome(findings, unknowns, response.Summary), null);
                }
            }

            return (null, EndpointFailure.Ended(connection.Replica));
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, silence.IsCancellationRequested || exception is not RpcException rpc
                ? EndpointFailure.Silent(connection.Replica, patience)
                : EndpointFailure.Of(connection.Replica, rpc));
        }
    }

    private static bool MayAnotherDo(StatusCode status) => status is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal
        or StatusCode.Unknown or StatusCode.Cancelled or StatusCode.Aborted or StatusCode.ResourceExhausted;
}
