using ActorNet.Addressing;
using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Contracts.V1;
using ActorNet.Flannel;
using Google.Protobuf;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Both sides: reads them, and makes the changes that several commands make.</summary>
/// <param name="session">The service.</param>
/// <param name="store">flannel's keys.</param>
/// <param name="pool">The pool.</param>
internal sealed class FlannelSides(Session session, FlannelStore store, string pool)
{
    private const int PageSize = 1000;
    private const int MaxReasonLength = 253;

    public FlannelStore Store => store;

    public string Pool => pool;

    /// <summary>Reads both, flannel's first.</summary>
    public async Task<MirrorView> ReadAsync(CancellationToken cancellationToken)
    {
        var flannel = await store.ReadAsync(cancellationToken);
        return await ReadAsync(flannel, flannel.Network is { } network ? [network] : [], cancellationToken);
    }

    /// <summary>Reads ours to what flannel has.</summary>
    public async Task<MirrorView> ReadAsync(FlannelState flannel, IEnumerable<FlannelNetwork> networks, CancellationToken cancellationToken)
    {
        var settings = await session.ReadPoolAsync(pool, cancellationToken);
        var (reservations, _) = await session.ReadReservationsAsync(pool, cancellationToken);
        var (leases, _) = await session.ListLeasesAsync(new ListLeasesRequest { Pool = pool, PageSize = PageSize }, cancellationToken);
        return new MirrorView(flannel, networks, settings, reservations, leases);
    }

    /// <summary>Reserves a range, in place of another reservation where one is given, whose rest stays reserved.</summary>
    public Task ReserveAsync(Prefix range, string nodeId, string reason, ReservedRange? replaces, CancellationToken cancellationToken)
    {
        var request = new CreateReservationRequest { Reservation = New(range, nodeId, reason), Replaces = replaces?.Reservation.Number ?? 0 };
        if (replaces is not null)
            request.Rest.AddRange(PrefixSets.Subtract(replaces.Range, [range]).Select(rest => New(rest, "", replaces.Reservation.Reason)));
        return session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).CreateReservationAsync(request, options), cancellationToken);
    }

    public Task UnreserveAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        var request = new DeleteReservationRequest { Pool = pool, Name = reservation.Name, Number = reservation.Number };
        return session.CallAsync((invoker, options) => new PoolService.PoolServiceClient(invoker).DeleteReservationAsync(request, options), cancellationToken);
    }

    /// <summary>Takes, or renews, the lease of a node that flanneld runs on.</summary>
    public async Task<Lease> HoldAsync(string holder, NodeAttributes attributes, CancellationToken cancellationToken)
    {
        var request = new AcquireLeaseRequest
        {
            Pool = pool,
            NodeId = holder,
            Instance = ByteString.CopyFrom(FlannelNames.Instance(pool, holder)),
            Attributes = attributes,
            RequestId = "flannel mirror",
        };
        return (await session.CallAsync((invoker, options) => new LeaseService.LeaseServiceClient(invoker).AcquireLeaseAsync(request, options), cancellationToken)).Lease;
    }

    /// <summary>Ends a lease that was held for a flanneld.</summary>
    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        var request = new ReleaseLeaseRequest
        {
            Pool = pool,
            NodeId = lease.NodeId,
            Epoch = lease.Epoch,
            Instance = ByteString.CopyFrom(FlannelNames.Instance(pool, lease.NodeId)),
            Reason = "flannel does not have it any more",
            RequestId = "flannel mirror",
        };
        return session.CallAsync((invoker, options) => new LeaseService.LeaseServiceClient(invoker).ReleaseLeaseAsync(request, options), cancellationToken);
    }

    /// <summary>Waits until reservations are in force; false where they are not within the session's patience.</summary>
    public async Task<bool> AreInForceAsync(IReadOnlyCollection<Prefix> ranges, CancellationToken cancellationToken)
    {
        var begin = session.Time.GetTimestamp();
        while (true)
        {
            var (reservations, _) = await session.ReadReservationsAsync(pool, cancellationToken);
            if (ranges.All(range => reservations.Any(one => one.Cidr == range.ToString() && one.State == ReservationState.Active)))
                return true;
            if (session.Time.GetElapsedTime(begin) > session.Timeout)
                return false;

            await Task.Delay(TimeSpan.FromMilliseconds(200), session.Time, cancellationToken);
        }
    }

    private Reservation New(Prefix range, string nodeId, string reason) => new()
    {
        Name = FlannelNames.Reservation(range),
        Pool = pool,
        Cidr = range.ToString(),
        NodeId = nodeId,
        Reason = reason.Length <= MaxReasonLength ? reason : reason[..MaxReasonLength],
    };
}
