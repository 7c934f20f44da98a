using ActorNet.Addressing;
using ActorNet.Client;
using ActorNet.Client.Calls;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Histories.Recording;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Integration.Cluster;

/// <summary>Calls for a node, by the client that agents use, each of them written down with its answer.</summary>
internal sealed class RecordedCalls(History history, CoordinatorClient client)
{
    private static readonly CallSettings Settings = new(TimeSpan.FromSeconds(10));

    /// <summary>The lease and when the request was sent; null: it was not granted.</summary>
    public Task<(Lease Lease, long SentAtNs)?> AcquireAsync(string node, ByteString instance)
    {
        var request = new AcquireLeaseRequest { NodeId = node, Instance = instance };
        return AskAsync(
            new Invoked(history.NextOperation(), node, node, Convert.ToHexStringLower(instance.Span), OperationVerb.Acquire),
            (service, options) => service.AcquireLeaseAsync(request, options),
            answer => answer.Lease,
            (operation, lease) => new Succeeded(operation, Prefixes(lease), lease.Epoch, lease.TimeToLive.ToTimeSpan()));
    }

    /// <summary>The renewal and when the request was sent; null: the lease was not renewed.</summary>
    public Task<(LeaseRenewal Renewal, long SentAtNs)?> RenewAsync(Lease lease, ByteString instance)
    {
        var request = new RenewLeaseRequest { NodeId = lease.NodeId, Epoch = lease.Epoch, Instance = instance };
        return AskAsync(
            new Invoked(history.NextOperation(), lease.NodeId, lease.NodeId, Convert.ToHexStringLower(instance.Span), OperationVerb.Renew, lease.Epoch),
            (service, options) => service.RenewLeaseAsync(request, options),
            answer => answer.Renewal,
            (operation, renewal) => new Succeeded(operation, [], renewal.Epoch, renewal.TimeToLive.ToTimeSpan()));
    }

    /// <summary>Gives the lease back.</summary>
    public Task ReleaseAsync(Lease lease, ByteString instance)
    {
        var request = new ReleaseLeaseRequest { NodeId = lease.NodeId, Epoch = lease.Epoch, Instance = instance };
        return AskAsync(
            new Invoked(history.NextOperation(), lease.NodeId, lease.NodeId, Convert.ToHexStringLower(instance.Span), OperationVerb.Release, lease.Epoch),
            (service, options) => service.ReleaseLeaseAsync(request, options),
            answer => answer.Lease,
            (operation, ended) => new Succeeded(operation, Prefixes(ended), ended.Epoch));
    }

    private async Task<(TValue Value, long SentAtNs)?> AskAsync<TResponse, TValue>(
        Invoked asked,
        Func<LeaseService.LeaseServiceClient, CallOptions, AsyncUnaryCall<TResponse>> call,
        Func<TResponse, TValue> read,
        Func<long, TValue, Succeeded> tell)
    {
        var copies = 0;
        history.Record(asked);
        try
        {
            var answer = await client.CallAsync(Send, Settings, CancellationToken.None);
            var (value, sentAtNs) = (read(answer.Value), history.ToNs(answer.SentAt));
            history.Record(tell(asked.Operation, value) with { SentAtNs = sentAtNs, MayArriveAgain = copies > 1 });
            return (value, sentAtNs);
        }
        catch (CoordinatorCallException failure)
        {
            // Whatever does not come from a shard may have reached one nevertheless.
            var reason = failure.Failures[^1].Error.Reason;
            history.Record<HistoryEvent>(failure.Failures.Count == 1 && reason.ToStatusCode() is StatusCode.NotFound or StatusCode.FailedPrecondition
                ? new Failed(asked.Operation, reason.ToWireName()) { MayArriveAgain = copies > 1 }
                : new Unknown(asked.Operation, failure.Message));
            return null;
        }

        AsyncUnaryCall<TResponse> Send(CallInvoker invoker, CallOptions options)
        {
            Interlocked.Increment(ref copies);
            return call(new LeaseService.LeaseServiceClient(invoker), options);
        }
    }

    private static IReadOnlyList<Prefix> Prefixes(Lease lease) => [.. lease.Subnets.Select(Prefix.Parse)];
}
