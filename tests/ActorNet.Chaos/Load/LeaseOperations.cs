using ActorNet.Addressing;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Histories.Recording;
using Grpc.Core;

namespace ActorNet.Chaos.Load;

/// <summary>
/// Asks coordinators on behalf of one simulated node and writes all of it down: stays with one as long as it answers, goes to the next when it does not,
/// and does not give up.
/// </summary>
/// <param name="history">Where it is written down.</param>
/// <param name="coordinators">All of them.</param>
/// <param name="first">Which one to begin with.</param>
/// <param name="stopping">Ends it: what is under way then stays unknown.</param>
internal sealed class LeaseOperations(History history, IReadOnlyList<CallInvoker> coordinators, int first, CancellationToken stopping)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private int current = first;

    /// <summary>The lease; null: refused, or it is time to stop.</summary>
    public async Task<Answered<Lease>?> AcquireAsync(SimulatedIdentity node, Lease? before)
    {
        var request = new AcquireLeaseRequest { Pool = node.Pool, NodeId = node.Name, Instance = node.Instance, Token = node.Token };
        if (before is not null)
        {
            request.PreferredSubnets.AddRange(before.Subnets);
        }

        var answer = await AskAsync(
            node, OperationVerb.Acquire, null,
            (service, options) => service.AcquireLeaseAsync(request, options),
            response => (response.Lease.Subnets, response.Lease.Epoch, response.Lease.TimeToLive.ToTimeSpan()));
        if (answer is null)
        {
            return null;
        }

        node.Token = answer.Value.Token;
        return new Answered<Lease>(answer.Value.Lease, answer.SentAtNs);
    }

    /// <summary>The renewal; null: refused, or it is time to stop.</summary>
    public Task<Answered<RenewLeaseResponse>?> RenewAsync(SimulatedIdentity node, Lease lease)
    {
        var request = new RenewLeaseRequest { Pool = node.Pool, NodeId = node.Name, Instance = node.Instance, Epoch = lease.Epoch };
        return AskAsync(
            node, OperationVerb.Renew, lease.Epoch,
            (service, options) => service.RenewLeaseAsync(request, options),
            response => ([], response.Renewal.Epoch, response.Renewal.TimeToLive.ToTimeSpan()));
    }

    /// <summary>Gives the lease back, of which the caller believes nothing any more.</summary>
    public Task ReleaseAsync(SimulatedIdentity node, Lease lease)
    {
        var request = new ReleaseLeaseRequest { Pool = node.Pool, NodeId = node.Name, Instance = node.Instance, Epoch = lease.Epoch };
        return AskAsync(
            node, OperationVerb.Release, lease.Epoch,
            (service, options) => service.ReleaseLeaseAsync(request, options),
            response => (response.Lease.Subnets, response.Lease.Epoch, (TimeSpan?)null));
    }

    private async Task<Answered<T>?> AskAsync<T>(
        SimulatedIdentity node,
        OperationVerb verb,
        long? epoch,
        Func<LeaseService.LeaseServiceClient, CallOptions, AsyncUnaryCall<T>> call,
        Func<T, (IEnumerable<string> Subnets, long Epoch, TimeSpan? TimeToLive)> read)
        where T : class
    {
        var operation = history.NextOperation();
        history.Record(new Invoked(operation, node.Name, node.Name, Convert.ToHexStringLower(node.Instance.Span), verb, epoch));
        var mayArriveAgain = false;
        while (!stopping.IsCancellationRequested)
        {
            var sentAtNs = history.NowNs;
            try
            {
                var service = new LeaseService.LeaseServiceClient(coordinators[current % coordinators.Count]);
                using var running = call(service, new CallOptions(deadline: DateTime.UtcNow + Deadline));
                var response = await running.ResponseAsync;
                var (subnets, grantedEpoch, timeToLive) = read(response);
                history.Record(new Succeeded(operation, [.. subnets.Select(Prefix.Parse)], grantedEpoch, timeToLive) { SentAtNs = sentAtNs, MayArriveAgain = mayArriveAgain });
                return new Answered<T>(response, sentAtNs);
            }
            catch (RpcException failure)
            {
                var error = ServiceError.From(failure);
                if (IsFinal(error))
                {
                    history.Record(new Failed(operation, error.Reason.ToWireName()) { MayArriveAgain = mayArriveAgain });
                    return null;
                }

                mayArriveAgain = true;
                current++;
                await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        history.Record(new Unknown(operation, "nobody answered before the end"));
        return null;
    }

    private static bool IsFinal(ServiceError error) => error.Reason is ErrorReason.LeaseNotFound or ErrorReason.EpochStale or ErrorReason.LeaseRevoked
        or ErrorReason.NodeIdInUse or ErrorReason.PoolExhausted or ErrorReason.PoolNotFound;
}

/// <summary>What was answered, and when the request was sent that it answers.</summary>
internal sealed record Answered<T>(T Value, long SentAtNs);
