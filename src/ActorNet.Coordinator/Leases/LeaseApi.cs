using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Leases.Watching;
using ActorNet.Coordinator.Pools;
using ActorNet.Coordinator.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Coordinator.Leases;

/// <summary>
/// Serves <c>actornet.v1.LeaseService</c>: what changes leases goes to their shard and comes back committed, what shows them is read from
/// this replica's directory.
/// </summary>
[BindServiceMethod(typeof(MalformedMessages), nameof(MalformedMessages.BindService))]
internal sealed class LeaseApi(
    LeaseRouting routing,
    PoolLookup pools,
    LeaseDirectory directory,
    DirectoryBarrier barrier,
    PresentReader reader,
    KeptListings listings,
    WatchHubs watches,
    LeaseRenewer renewer,
    AttestationBook attestations,
    OpenStreams streams,
    TimeProvider time) : LeaseService.LeaseServiceBase
{
    public override async Task<AcquireLeaseResponse> AcquireLease(AcquireLeaseRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.Pool(request.Pool, "pool", problems);
        DirectoryPool? pool;
        if (request.Pool.Length == 0 && request.Attributes is { } attributes)
        {
            (name, pool) = await pools.FindAsync(attributes.Labels, context.CancellationToken);
        }
        else
        {
            pool = await pools.FindAsync(name, context.CancellationToken);
        }

        var command = LeaseCommandReader.Read(request, pool?.Spec, problems);
        problems.ThrowIfAny();
        var grant = await AskAsync<LeaseGrant>(name, pool, command, context);
        return new AcquireLeaseResponse
        {
            Lease = LeaseMessages.From(grant.Lease, grant.Pool),
            Token = ByteString.CopyFrom(grant.Lease.Token.ToBytes()),

            // The shard may know the pool better than this replica does: what it granted has to be inside what the node is shown.
            Pool = PoolMessages.From((directory.Current.State.Pools.GetValueOrDefault(name) ?? pool!).AtLeast(grant.Pool)),
            Ipv4Size = LeaseMessages.From(grant.Sizes.Ipv4),
            Ipv6Size = LeaseMessages.From(grant.Sizes.Ipv6),
        };
    }

    public override Task KeepAlive(
        IAsyncStreamReader<KeepAliveRequest> requestStream,
        IServerStreamWriter<KeepAliveResponse> responseStream,
        ServerCallContext context) => streams.RunAsync(context, async cancellation =>
    {
        using var session = new KeepAliveSession(requestStream, new UnhurriedWriter<KeepAliveResponse>(responseStream, time), renewer.AnswerAsync);
        await session.RunAsync(cancellation);
    });

    public override async Task<RenewLeaseResponse> RenewLease(RenewLeaseRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.Pool(request.Pool, "pool", problems);
        var command = LeaseCommandReader.Read(request, problems);
        var attestation = AttestationReader.Read(request.Attestation, "attestation", problems);
        problems.ThrowIfAny();
        var pool = await pools.FindAsync(name, context.CancellationToken);
        var renewal = await AskAsync<Allocation.Leases.LeaseRenewal>(name, pool, command, context);
        if (attestation is not null)
        {
            attestations.Note(pool!.Spec, command.Node, command.Epoch, attestation);
        }

        return new RenewLeaseResponse { Renewal = LeaseMessages.From(renewal) };
    }

    public override async Task<ReleaseLeaseResponse> ReleaseLease(ReleaseLeaseRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.Pool(request.Pool, "pool", problems);
        var command = LeaseCommandReader.Read(request, problems);
        problems.ThrowIfAny();
        var pool = await pools.FindAsync(name, context.CancellationToken);
        var end = await AskAsync<LeaseEnd>(name, pool, command, context);
        return new ReleaseLeaseResponse
        {
            Lease = LeaseMessages.From(end.Lease, end.Pool),
            ReusableAfter = Duration.FromTimeSpan(end.ReusableAfter),
        };
    }

    public override async Task<GetLeaseResponse> GetLease(GetLeaseRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.Pool(request.Pool, "pool", problems);
        var node = Fields.Node(request.NodeId, "node_id", problems);
        problems.ThrowIfAny();
        var view = await reader.ReadLeaseAsync(name, node, ReadPatience.Of(context, time));
        var pool = RequirePool(view, name);
        return pool.Leases.TryGet(node, out var lease)
            ? new GetLeaseResponse { Lease = LeaseMessages.From(lease, pool.Spec) }
            : throw ServiceErrors.LeaseNotFound(name, node).ToRpcException();
    }

    public override async Task<ListLeasesResponse> ListLeases(ListLeasesRequest request, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var query = ListingQuery.Read(request, problems);
        var token = ListingToken.Decode(request.PageToken, query, problems);
        problems.ThrowIfAny();
        var patience = ReadPatience.Of(context, time);
        var state = token is { } after
            ? await listings.FindAsync(after.Revision, query.Pool, patience)
            : (await reader.ReadLeasesAsync(query.Pool, patience)).State;
        if (query.Pool is { } name && !state.Pools.ContainsKey(name))
        {
            throw ServiceErrors.PoolNotFound(name).ToRpcException();
        }

        var page = LeaseListing.Page(state, query, token);
        if (page.NextPageToken.Length > 0)
        {
            listings.Keep(state);
        }

        return page;
    }

    /// <summary>Serves WatchLeases; see <see cref="WatchMethod"/> for how it is found.</summary>
    public async Task WatchEncodedAsync(WatchLeasesRequest request, IServerStreamWriter<EncodedMessage> responseStream, ServerCallContext context)
    {
        var problems = new FieldProblems();
        var name = Fields.Pool(request.Pool, "pool", problems);
        if (request.ResumeRevision < 0)
        {
            problems.Add("resume_revision", $"{request.ResumeRevision} is out of range; give the last revision that came, or 0 for a snapshot");
        }

        problems.ThrowIfAny();
        var pool = await pools.FindAsync(name, context.CancellationToken) ?? throw ServiceErrors.PoolNotFound(name).ToRpcException();
        await barrier.WaitAsync(context.CancellationToken);
        var isKnown = await reader.ReachAsync(request.ResumeRevision, name, ReadPatience.Until(context.CancellationToken)) is not null;
        var watch = new LeaseWatch(directory, watches.Of(pool.Spec), new UnhurriedWriter<EncodedMessage>(responseStream, time));
        await streams.RunAsync(context, cancellation => watch.RunAsync(request.ResumeRevision, isKnown, cancellation));
    }

    private async Task<T> AskAsync<T>(PoolName name, DirectoryPool? pool, LeaseCommand command, ServerCallContext context)
        where T : LeaseReply
    {
        if (pool is null)
        {
            throw ServiceErrors.PoolNotFound(name).ToRpcException();
        }

        return await routing.AskAsync(pool, command, CallPatience.Of(context, time), context.CancellationToken) switch
        {
            T reply => reply,
            null => throw ServiceErrors.PoolNotFound(name).ToRpcException(),
            LeaseRefusal refusal => throw refusal.ToError(name, command.Node).ToRpcException(),
            var other => throw new InvalidOperationException($"{command.GetType().Name} was answered with {other.GetType().Name}"),
        };
    }

    private static DirectoryPool RequirePool(DirectoryView view, PoolName name) =>
        view.State.Pools.GetValueOrDefault(name) ?? throw ServiceErrors.PoolNotFound(name).ToRpcException();
}
