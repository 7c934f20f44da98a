using System.Collections.Concurrent;
using System.Threading.Channels;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A coordinator's lease service that does what the test says: grants what it is told to, renews until it is told not to, shows the leases that it has.</summary>
internal sealed class ScriptedLeases : LeaseService.LeaseServiceBase
{
    private static readonly ByteString Token = ByteString.CopyFrom(new byte[16]);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lease> _leases = [];
    private readonly List<ChannelWriter<WatchLeasesResponse>> _watchers = [];
    private readonly Dictionary<string, string[]> _subnets = [];
    private readonly Dictionary<string, string[]> _moves = [];
    private readonly Dictionary<string, string> _surplus = [];
    private long _epoch;
    private long _revision;

    public Pool Pool { get; } = new() { Name = "default", Cidrs = { "10.244.0.0/16" } };

    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What renewals are answered with instead of success; null: success.</summary>
    public ErrorReason? RenewalError { get; set; }

    /// <summary>What acquires are answered with instead of a grant; null: a grant.</summary>
    public ErrorReason? AcquireError { get; set; }

    /// <summary>The words that such an answer has.</summary>
    public string AcquireMessage { get; set; } = "as the test says";

    /// <summary>Whether acquires that give a part of a lease up are answered as if they did not.</summary>
    public bool IgnoresGivenUp { get; set; }

    /// <summary>Is told of each acquire before it is answered.</summary>
    public Action<AcquireLeaseRequest>? OnAcquire { get; set; }

    /// <summary>Changes a grant before it is sent; null: it is right.</summary>
    public Action<AcquireLeaseResponse>? SpoilGrant { get; set; }

    /// <summary>What is sent instead of the right answer to a renewal; null: that one.</summary>
    public Func<KeepAliveResponse, IEnumerable<KeepAliveResponse>>? SpoilRenewal { get; set; }

    /// <summary>Changes the snapshots that watches begin with; null: they are right.</summary>
    public Action<WatchLeasesResponse>? SpoilSnapshot { get; set; }

    /// <summary>Renewals get no answer at all.</summary>
    public bool IsMute { get; set; }

    public ConcurrentQueue<AcquireLeaseRequest> Acquires { get; } = new();

    public ConcurrentQueue<KeepAliveRequest> Renewals { get; } = new();

    public ConcurrentQueue<ReleaseLeaseRequest> Releases { get; } = new();

    public ConcurrentQueue<WatchLeasesRequest> Watches { get; } = new();

    /// <summary>The subnets that a node will be granted.</summary>
    public void Assign(string node, params string[] subnets)
    {
        lock (_lock)
            _subnets[node] = subnets;
    }

    /// <summary>Wants a node to move to other subnets: its renewals say so, and its next acquire gives them beside those that it has. None: there are no others.</summary>
    public void Move(string node, params string[] subnets)
    {
        lock (_lock)
            _moves[node] = subnets;
    }

    /// <summary>With its next acquire that says that it gives back a node is to leave one of its subnets.</summary>
    public void GiveBack(string node, string subnet)
    {
        lock (_lock)
            _surplus[node] = subnet;
    }

    /// <summary>Gives a node that has no agent a lease, or changes it.</summary>
    public void PutPeer(string node, string publicAddress, params string[] subnets)
    {
        lock (_lock)
        {
            var attributes = new NodeAttributes { BackendType = BackendType.HostGw, PublicIpv4 = publicAddress, PublicIpv6 = $"fd77::{publicAddress.Split('.')[^1]}" };
            Put(new Lease { Pool = Pool.Name, NodeId = node, Subnets = { subnets }, Epoch = ++_epoch, State = LeaseState.Active, Attributes = attributes });
        }
    }

    /// <summary>The coordinators have not heard of a node lately.</summary>
    public void Suspect(string node)
    {
        lock (_lock)
            _leases[node].State = LeaseState.Suspect;
    }

    /// <summary>Gives a node that has no agent a lease with a tunnel, or changes it; in the same epoch if it is told so.</summary>
    public void PutTunnelPeer(string node, string publicAddress, string mac, string[] subnets, int vni = 1, int port = 0, string publicIPv6 = "", long? epoch = null)
    {
        lock (_lock)
        {
            var attributes = new NodeAttributes
            {
                BackendType = BackendType.Vxlan,
                PublicIpv4 = publicAddress,
                PublicIpv6 = publicIPv6,
                Vxlan = new VxlanEndpoint { Vni = vni, Port = port, VtepMac = mac },
            };
            Put(new Lease { Pool = Pool.Name, NodeId = node, Subnets = { subnets }, Epoch = epoch ?? ++_epoch, State = LeaseState.Active, Attributes = attributes });
        }
    }

    /// <summary>Sends this to everybody who watches, whatever it is; the revision is the next one unless it says another.</summary>
    public void Say(WatchLeasesResponse response)
    {
        lock (_lock)
        {
            if (response.Revision == 0)
                response.Revision = ++_revision;
            foreach (var watcher in _watchers)
                watcher.TryWrite(response);
        }
    }

    /// <summary>Ends the watches that there are.</summary>
    public void EndWatches()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
                watcher.TryComplete();
            _watchers.Clear();
        }
    }

    public void DeletePeer(string node)
    {
        lock (_lock)
        {
            _leases.Remove(node, out var lease);
            Publish(LeaseEventType.Delete, lease!);
        }
    }

    /// <summary>Forgets a node's lease without saying so: its next grant has another epoch.</summary>
    public void Forget(string node)
    {
        lock (_lock)
            _leases.Remove(node);
    }

    public override Task<AcquireLeaseResponse> AcquireLease(AcquireLeaseRequest request, ServerCallContext context)
    {
        OnAcquire?.Invoke(request);
        Acquires.Enqueue(request);
        if (AcquireError is { } reason)
            throw new ServiceError(reason, AcquireMessage).ToRpcException();

        lock (_lock)
        {
            if (!_leases.TryGetValue(request.NodeId, out var lease) || lease.Epoch <= request.BurntEpoch)
            {
                _epoch = Math.Max(_epoch, request.BurntEpoch) + 1;
                lease = new Lease { Pool = Pool.Name, NodeId = request.NodeId, Subnets = { _subnets[request.NodeId] }, Epoch = _epoch };
            }

            lease = Moved(lease, request);
            lease = new Lease(lease) { State = LeaseState.Active, TimeToLive = Duration.FromTimeSpan(TimeToLive), Attributes = request.Attributes };
            Put(lease);
            var response = new AcquireLeaseResponse { Lease = new Lease(lease), Pool = new Pool(Pool), Token = Token };
            SpoilGrant?.Invoke(response);
            return Task.FromResult(response);
        }
    }

    public override async Task KeepAlive(
        IAsyncStreamReader<KeepAliveRequest> requestStream, IServerStreamWriter<KeepAliveResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Renewals.Enqueue(request);
            if (IsMute)
                continue;

            var response = new KeepAliveResponse { RequestNumber = request.RequestNumber };
            if (RenewalError is { } reason)
                response.Error = new LeaseError { Code = (int)reason.ToStatusCode(), Reason = reason, Message = "as the test says" };
            else
                response.Renewal = new LeaseRenewal { Epoch = request.Epoch, TimeToLive = Duration.FromTimeSpan(TimeToLive), MustMove = MustMove(request.NodeId, request.Epoch) };
            foreach (var answer in SpoilRenewal?.Invoke(response) ?? [response])
                await responseStream.WriteAsync(answer, context.CancellationToken);
        }
    }

    public override Task<ReleaseLeaseResponse> ReleaseLease(ReleaseLeaseRequest request, ServerCallContext context)
    {
        Releases.Enqueue(request);
        lock (_lock)
        {
            if (!_leases.Remove(request.NodeId, out var lease))
                throw new ServiceError(ErrorReason.LeaseNotFound, "there is none").ToRpcException();

            Publish(LeaseEventType.Delete, lease);
            return Task.FromResult(new ReleaseLeaseResponse { Lease = lease });
        }
    }

    public override Task<ListLeasesResponse> ListLeases(ListLeasesRequest request, ServerCallContext context)
    {
        lock (_lock)
            return Task.FromResult(new ListLeasesResponse { Leases = { _leases.Values }, Revision = _revision, TotalSize = _leases.Count });
    }

    public override async Task WatchLeases(WatchLeasesRequest request, IServerStreamWriter<WatchLeasesResponse> responseStream, ServerCallContext context)
    {
        var channel = Channel.CreateUnbounded<WatchLeasesResponse>();
        lock (_lock)
        {
            var snapshot = new WatchLeasesResponse
            {
                Revision = _revision,
                Snapshot = new LeaseSnapshot { First = true, Last = true, Leases = { _leases.Values }, Reason = SnapshotReason.Requested },
            };
            SpoilSnapshot?.Invoke(snapshot);
            channel.Writer.TryWrite(snapshot);
            Watches.Enqueue(request);
            _watchers.Add(channel.Writer);
        }

        await foreach (var response in channel.Reader.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(response, context.CancellationToken);
    }

    /// <summary>A move's two steps, each under a higher epoch.</summary>
    private Lease Moved(Lease lease, AcquireLeaseRequest request)
    {
        if (request.GivenUpEpoch == lease.Epoch && !IgnoresGivenUp && request.GivenUp.Intersect(lease.Leaving).ToHashSet() is { Count: > 0 } ended)
            return Granted(lease, lease.Subnets.Except(ended), lease.Leaving.Except(ended));

        if (request is { GivesBack: true, AcceptsMove: true } && lease.Leaving.Count == 0 && _surplus.Remove(request.NodeId, out var surplus))
            return Granted(lease, lease.Subnets, [surplus]);

        if (!request.AcceptsMove || _moves.GetValueOrDefault(request.NodeId) is not { Length: > 0 } subnets)
            return lease;

        _moves.Remove(request.NodeId);
        return Granted(lease, subnets.Concat(lease.Subnets), lease.Subnets);
    }

    private Lease Granted(Lease lease, IEnumerable<string> subnets, IEnumerable<string> leaving) => new()
    {
        Pool = lease.Pool,
        NodeId = lease.NodeId,
        Subnets = { subnets.ToList() },
        Leaving = { leaving.ToList() },
        Epoch = ++_epoch,
    };

    /// <summary>Also whether it has not heard yet where to.</summary>
    private bool MustMove(string node, long epoch)
    {
        lock (_lock)
            return _moves.ContainsKey(node) || (_leases.TryGetValue(node, out var lease) && lease.Epoch > epoch && lease.Leaving.Count > 0);
    }

    private void Put(Lease lease)
    {
        _leases[lease.NodeId] = lease;
        Publish(LeaseEventType.Put, lease);
    }

    private void Publish(LeaseEventType type, Lease lease)
    {
        var response = new WatchLeasesResponse { Revision = ++_revision, Events = new LeaseEvents { Events = { new LeaseEvent { Type = type, Lease = lease } } } };
        foreach (var watcher in _watchers)
            watcher.TryWrite(response);
    }
}
