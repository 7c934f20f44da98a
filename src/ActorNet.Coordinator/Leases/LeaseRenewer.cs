using ActorNet.Allocation.Leases;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Pools;
using ActorNet.Coordinator.Validation;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Coordinator.Leases;

/// <summary>Serves one renewal of a KeepAlive stream. Whatever is wrong with it becomes its answer and not the end of the stream.</summary>
internal sealed partial class LeaseRenewer(LeaseRouting routing, PoolLookup pools, AttestationBook attestations, ILogger<LeaseRenewer> logger)
{
    public async Task<KeepAliveResponse> AnswerAsync(KeepAliveRequest request, CancellationToken cancellation)
    {
        var response = new KeepAliveResponse { RequestNumber = request.RequestNumber };
        try
        {
            var problems = new FieldProblems();
            var name = Fields.Pool(request.Pool, "pool", problems);
            var command = LeaseCommandReader.Read(request, problems);
            var attestation = AttestationReader.Read(request.Attestation, "attestation", problems);
            if (problems.Any)
            {
                response.Error = ToMessage(problems.ToError());
            }
            else if (await pools.FindAsync(name, cancellation) is not { } pool)
            {
                response.Error = ToMessage(ServiceErrors.PoolNotFound(name));
            }
            else if (await routing.AskAsync(pool, command, CallPatience.Longest, cancellation) is { } reply)
            {
                Answer(response, reply, command, name);
                if (attestation is not null && response.Renewal is not null)
                {
                    attestations.Note(pool.Spec, command.Node, command.Epoch, attestation);
                }
            }
            else
            {
                response.Error = ToMessage(ServiceErrors.PoolNotFound(name));
            }
        }
        catch (RpcException exception)
        {
            response.Error = ToMessage(ServiceError.From(exception));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            Log.RenewalFailed(logger, request.NodeId, exception);
            response.Error = new LeaseError { Code = (int)StatusCode.Internal, Message = "the renewal failed inside the server; its log says why" };
        }

        return response;
    }

    private static void Answer(KeepAliveResponse response, LeaseReply reply, RenewLease command, Allocation.Identity.PoolName pool)
    {
        switch (reply)
        {
            case Allocation.Leases.LeaseRenewal renewal:
                response.Renewal = LeaseMessages.From(renewal);
                break;
            case LeaseRefusal refusal:
                response.Error = ToMessage(refusal.ToError(pool, command.Node));
                break;
            default:
                throw new InvalidOperationException($"a renewal was answered with {reply.GetType().Name}");
        }
    }

    private static LeaseError ToMessage(ServiceError error) => new()
    {
        Code = (int)error.StatusCode,
        Reason = error.Reason,
        Message = error.Message,
        RetryDelay = error.RetryDelay is { } delay ? Duration.FromTimeSpan(delay) : null,
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 110, Level = LogLevel.Error, Message = "The renewal of node {Node} failed")]
        public static partial void RenewalFailed(ILogger logger, string node, Exception exception);
    }
}
