using System.Net;
using System.Net.Sockets;
using System.Text;
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
using ActorNet.Agent.Serving;
using ActorNet.Agent.State;
using ActorNet.Agent.Status;
using ActorNet.Client;
using ActorNet.Netlink;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Commands;

/// <summary><c>actornet-agent run</c>: puts the parts together and runs them until the agent is told to stop.</summary>
internal sealed partial class AgentDaemon(AgentOptions options, ILoggerFactory loggers)
{
    /// <summary>A stopping agent must not keep the machine from going down.</summary>
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromMilliseconds(1500);

    /// <summary>sun_path with its end (unix(7)).</summary>
    private const int LongestSocketPath = 107;

    private readonly ILogger _logger = loggers.CreateLogger<AgentDaemon>();
    private readonly SystemdNotifier _systemd = new();
    private int _isReady;
    private volatile string _leaseStatus = "";
    private string? _status;

    /// <summary>Runs. Stopping leaves lease and data plane as they are, unless the options say otherwise.</summary>
    /// <exception cref="HostUnfitException">The host lacks what the agent needs.</exception>
    /// <exception cref="StateInUseException">Another agent has the state directory.</exception>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        if (options.Backend != BackendKind.AddressesOnly && !Capabilities.MayChangeNetwork())
            throw new HostUnfitException($"the agent may not change this host's network: run it as root or with CAP_NET_ADMIN, or use {OptionCatalogue.Backend.Flag} alloc");

        using var directory = StateDirectory.Open(options.StateDirectory);
        using var state = new StateKeeper(directory, StateLoader.LoadOrCreate(directory, options.Node, options.Pool, _logger), loggers.CreateLogger<StateKeeper>());
        var plan = await InspectHostAsync(stopping);
        await using var client = Connection.ToCoordinators(options);
        foreach (var warning in options.Warnings)
            Log.Warning(_logger, warning);
        Log.Starting(_logger, options.Node, plan.Uplink ?? "no interface", string.Join(", ", plan.PublicAddresses), string.Join(", ", options.Coordinators.Select(coordinator => coordinator.GetLeftPart(UriPartial.Authority))));

        await RunPartsAsync(state, plan, client, stopping);
        _systemd.Notify(ServiceState.Stopping);
        return options.ReleaseOnStop ? await ReleaseAsync(state, client) : ExitCodes.Success;
    }

    private async Task<HostPlan> InspectHostAsync(CancellationToken stopping)
    {
        using var netlink = NetlinkConnection.Open();
        return await HostInspector.InspectAsync(options, netlink, stopping);
    }

    private async Task RunPartsAsync(StateKeeper state, HostPlan plan, CoordinatorClient client, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var heartbeats = new Heartbeats(TimeProvider.System);
        var witness = new LeaseWitness(BootClock.Instance);
        LeaseKeeper? keeper = null;
        DockerKeeper? docker = null;
        using var reconciler = new Reconciler(
            plan,
            state,
            options.ReconcileInterval,
            BootClock.Instance,
            lease => docker!.NoteConfigured(lease),
            heartbeats,
            loggers.CreateLogger<Reconciler>());
        using var dockerKeeper = docker = new DockerKeeper(
            options.Docker,
            plan,
            state,
            options.StateDirectory,
            () => reconciler.Observed,
            BootClock.Instance,
            lease =>
            {
                keeper!.NoteConfigured(lease);
                NotifyReady();
            },
            snapshot =>
            {
                if (snapshot.EngineSubnets is { } used)
                    keeper!.NoteUse(used);
                if (snapshot.CameFirst)
                    NotifyReady();
                NotifyStatus(_leaseStatus, snapshot.Status);
            },
            heartbeats,
            loggers.CreateLogger<DockerKeeper>());
        using var fence = new FenceKeeper(BootClock.Instance, reconciler.Submit, heartbeats, loggers.CreateLogger<FenceKeeper>());
        using var rules = new RuleKeeper(options.Rules, plan, () => reconciler.Observed?.BridgeAddresses ?? [], BootClock.Instance, heartbeats, loggers.CreateLogger<RuleKeeper>());
        var watcher = new PeerWatcher(
            state.Current.NamedPool,
            client,
            BootClock.Instance,
            peers =>
            {
                reconciler.Submit(peers);
                rules.Submit(peers);
            },
            heartbeats,
            loggers.CreateLogger<PeerWatcher>());
        keeper = new LeaseKeeper(
            NodeProfile.From(options, plan),
            client,
            state,
            BootId.Current(),
            BootClock.Instance,
            situation =>
            {
                witness.Note(situation);
                var view = LeaseView.Of(situation);
                if (options.Backend == BackendKind.AddressesOnly)
                    reconciler.Submit(view);
                else
                    fence.Submit(FenceTarget.Of(situation, state.Current, plan.Bridge), view);
                docker.Submit(view);
                NotifyStatus(_leaseStatus = LeaseStatus.Of(situation), docker.Snapshot.Status);
                if (situation.Lease is { } lease)
                    watcher.Follow(lease.Pool);
                if (situation is { Believes: true, Lease: { } believed })
                    rules.Submit(believed);
            },
            () => Attestations.From(reconciler.Observed, watcher.Revision, docker.Snapshot, fence.Report, rules.Report, Instant.Now(BootClock.Instance)),
            heartbeats,
            loggers.CreateLogger<LeaseKeeper>())
        {
            AwaitsUse = docker.HasWork,
        };
        using var follower = new HostFollower(
            options,
            plan,
            changed =>
            {
                reconciler.Submit(changed);
                docker.Submit(changed);
                keeper.Introduce(NodeProfile.From(options, changed));
            },
            heartbeats,
            loggers.CreateLogger<HostFollower>());
        var reporter = new StatusReporter(options, state, witness, keeper, fence, rules, reconciler, docker, watcher, heartbeats, BootClock.Instance);

        List<Task> parts = [reconciler.RunAsync(stop.Token), keeper.RunAsync(stop.Token), follower.RunAsync(stop.Token), Thrift.RunAsync(stop.Token)];
        if (docker.HasWork)
            parts.Add(docker.RunAsync(stop.Token));
        if (options.Backend != BackendKind.AddressesOnly)
            parts.AddRange([fence.RunAsync(stop.Token), rules.RunAsync(stop.Token), watcher.RunAsync(stop.Token)]);
        parts.AddRange(PageAddresses().Select(address => new PageListener(address, path => StatusPages.Find(reporter, path), heartbeats, loggers.CreateLogger<PageListener>()).RunAsync(stop.Token)));
        var watchdog = new Watchdog(heartbeats, _systemd, loggers.CreateLogger<Watchdog>()).RunAsync(stop.Token);

        // A part ends only when all are to end, or because it failed; then the others must not go on without it.
        await Task.WhenAny(parts);
        await stop.CancelAsync();
        await Task.WhenAll([.. parts, watchdog]);
    }

    private IEnumerable<EndPoint> PageAddresses()
    {
        if (options.StatusAddress is { } address)
            yield return address;

        var socket = StateDirectory.SocketIn(options.StateDirectory);
        if (Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath)
            yield return new UnixDomainSocketEndPoint(socket);
        else
            Log.Warning(_logger, $"the path {socket} is too long for a socket ({LongestSocketPath} bytes): the command status will find no agent");
    }

    /// <summary>What is ordered after the agent (Docker, say) may start once the host is what the lease says, or may be restarted so that it becomes that.</summary>
    private void NotifyReady()
    {
        if (Interlocked.Exchange(ref _isReady, 1) == 0)
            _systemd.Notify(ServiceState.Ready);
    }

    private void NotifyStatus(string leaseStatus, string? dockerStatus)
    {
        var status = dockerStatus is null ? leaseStatus : $"{leaseStatus} {dockerStatus}";
        if (status != _status)
            _systemd.Notify(new ServiceState($"STATUS={status}"));
        _status = status;
    }

    private async Task<int> ReleaseAsync(StateKeeper state, CoordinatorClient client)
    {
        var releaser = new LeaseReleaser(state, client, options.Docker.Socket, BootClock.Instance, loggers.CreateLogger<LeaseReleaser>());
        return ReleaseCommand.ToExitCode(await releaser.ReleaseAsync("the agent was stopped", ReleasePatience, CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(550, LogLevel.Warning, "Note: {Warning}.")]
        public static partial void Warning(ILogger logger, string warning);

        [LoggerMessage(1, LogLevel.Information, "Node {Node} on {Interface} ({Addresses}); coordinators: {Coordinators}.")]
        public static partial void Starting(ILogger logger, Identity.NodeId node, string @interface, string addresses, string coordinators);
    }
}
