using ActorNet.Agent.Attesting;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Peers;
using ActorNet.Agent.Platform;
using ActorNet.Agent.Rules;
using ActorNet.Agent.State;
using ActorNet.Agent.Status;
using ActorNet.Client;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Commands;

/// <summary>
/// The parts of a running agent, and the wires between them: what each has to tell goes to one of the methods at the end, which says who hears of it. Each part has a loop of its own and keeps what it is
/// told until its loop comes to it, so a wire may be used from any thread and holds nobody up.
/// </summary>
internal sealed class AgentParts : IDisposable
{
    private readonly AgentOptions _options;
    private readonly StateKeeper _state;
    private readonly HostPlan _initial;
    private readonly ServiceVoice _service;
    private readonly LeaseWitness _witness = new(BootClock.Instance);
    private readonly ClockWatch _clocks;
    private readonly LeaseKeeper _lease;
    private readonly FenceKeeper _fence;
    private readonly Reconciler _host;
    private readonly DockerKeeper _docker;
    private readonly RuleKeeper _rules;
    private readonly PeerWatcher _peers;
    private readonly HostFollower _uplink;
    private readonly NftablesFollower _nftables;
    private readonly StatusServer _status;
    private readonly Watchdog _watchdog;

    /// <summary>Makes the parts. None does or tells anything before they run.</summary>
    public AgentParts(AgentOptions options, StateKeeper state, HostPlan plan, CoordinatorClient client, ISystemdNotifier systemd, ILoggerFactory loggers)
    {
        var clock = BootClock.Instance;
        var heartbeats = new Heartbeats(TimeProvider.System);
        (_options, _state, _initial) = (options, state, plan);
        _service = new ServiceVoice(systemd);
        _clocks = new ClockWatch(clock, heartbeats, OnDisturbed);
        _host = new Reconciler(plan, state, options.ReconcileInterval, clock, OnConfigured, OnObserved, heartbeats, loggers.CreateLogger<Reconciler>());
        _docker = new DockerKeeper(options.Docker, plan, state, options.StateDirectory, () => _host.Observed, clock, OnPrepared, OnDocker, heartbeats, loggers.CreateLogger<DockerKeeper>());
        _fence = new FenceKeeper(clock, OnFenced, heartbeats, loggers.CreateLogger<FenceKeeper>());
        _rules = new RuleKeeper(options.Rules, plan, clock, heartbeats, loggers.CreateLogger<RuleKeeper>());
        _nftables = new NftablesFollower(OnNftables, loggers.CreateLogger<NftablesFollower>());
        _peers = new PeerWatcher(state.Current.NamedPool, client, clock, OnPeers, heartbeats, loggers.CreateLogger<PeerWatcher>());
        _uplink = new HostFollower(options, plan, OnPlan, heartbeats, loggers.CreateLogger<HostFollower>());
        _lease = new LeaseKeeper(NodeProfile.From(options, plan), client, state, BootId.Current(), clock, _clocks, OnSituation, Attest, heartbeats, loggers.CreateLogger<LeaseKeeper>())
        {
            AwaitsUse = _docker.HasWork,
        };
        _status = new StatusServer(options, new StatusReporter(options, state, _witness, _lease, _fence, _rules, _host, _docker, _peers, heartbeats, clock), heartbeats, loggers);
        _watchdog = new Watchdog(heartbeats, systemd, loggers.CreateLogger<Watchdog>());
    }

    /// <summary>Whether the node's network is the agent's business, and not only its lease.</summary>
    private bool HasNetwork => _options.Backend != BackendKind.AddressesOnly;

    /// <summary>Runs them until cancelled. A part ends only when all are to end, or because it failed; then the others must not go on without it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] parts = [.. _status.Run(stop.Token), .. Run(stop.Token)]; // Whoever asks how it stands is answered from the start.
        var watchdog = _watchdog.RunAsync(stop.Token);
        await Task.WhenAny(parts);
        await stop.CancelAsync();
        await Task.WhenAll([.. parts, watchdog]);
        _service.SayStopping();
    }

    public void Dispose()
    {
        _host.Dispose();
        _docker.Dispose();
        _fence.Dispose();
        _rules.Dispose();
        _uplink.Dispose();
    }

    private List<Task> Run(CancellationToken stopping)
    {
        List<Task> parts = [_clocks.RunAsync(stopping), _host.RunAsync(stopping), _lease.RunAsync(stopping), _uplink.RunAsync(stopping), Thrift.RunAsync(stopping)];
        if (_docker.HasWork)
            parts.Add(_docker.RunAsync(stopping));
        if (HasNetwork)
            parts.AddRange([_fence.RunAsync(stopping), _rules.RunAsync(stopping), _nftables.RunAsync(stopping), _peers.RunAsync(stopping)]);
        return parts;
    }

    /// <summary>From the lease, on its loop: it stands otherwise. Where there is a fence the host hears of it by way of that.</summary>
    private void OnSituation(LeaseSituation situation)
    {
        var view = LeaseView.Of(situation);
        _witness.Note(situation);
        if (HasNetwork)
            _fence.Submit(FenceTarget.Of(situation, _state.Current, _initial.Bridge), view);
        else
            _host.Submit(view);
        _docker.Submit(view);
        if (situation.Lease is { } lease)
            _peers.Follow(lease.Pool);
        if (situation is { Believes: true, Lease: { } believed })
            _rules.Submit(believed);
        _service.SayLease(LeaseStatus.Of(situation));
    }

    /// <summary>To the lease: what the node tells the coordinators that it really has.</summary>
    private Contracts.V1.NodeAttestation? Attest() => Attestations.From(_host.Observed, _peers.Revision, _docker.Snapshot, _fence.Report, _rules.Report, Instant.Now(BootClock.Instance));

    /// <summary>From the fence: the kernel has what the lease says, or cannot have it.</summary>
    private void OnFenced(LeaseView view) => _host.Submit(view);

    /// <summary>From the host: what it was found to be.</summary>
    private void OnObserved(HostObservation seen) => _rules.Submit(seen.BridgeAddresses);

    /// <summary>From the host: it is what this lease says.</summary>
    private void OnConfigured(HeldLease lease) => _docker.NoteConfigured(lease);

    /// <summary>From Docker's part: host and Docker's file are what this lease says.</summary>
    private void OnPrepared(HeldLease lease)
    {
        _lease.NoteConfigured(lease);
        _service.SayReady();
    }

    /// <summary>From Docker's part: what Docker was found to be. Where it came first it may have to be restarted, which systemd holds back until the agent is ready.</summary>
    private void OnDocker(DockerSnapshot snapshot)
    {
        if (snapshot.EngineSubnets is { } used)
            _lease.NoteUse(used);
        if (snapshot.CameFirst)
            _service.SayReady();
        _service.SayDocker(snapshot.Status);
    }

    /// <summary>From the coordinators: the other nodes.</summary>
    private void OnPeers(PeerView peers)
    {
        _host.Submit(peers);
        _rules.Submit(peers);
    }

    /// <summary>From the uplink: it has other addresses, or another MTU.</summary>
    private void OnPlan(HostPlan plan)
    {
        _host.Submit(plan);
        _docker.Submit(plan);
        _lease.Introduce(NodeProfile.From(_options, plan));
    }

    /// <summary>From the kernel: somebody may have changed nf_tables.</summary>
    private void OnNftables()
    {
        _fence.NoteChange();
        _rules.NoteChange();
    }

    /// <summary>From the clocks: time has passed that nobody has seen pass.</summary>
    private void OnDisturbed()
    {
        _lease.NoteDisturbance();
        _fence.NoteDisturbance();
    }
}
