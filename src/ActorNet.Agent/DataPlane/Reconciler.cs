using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane.Kernel;
using ActorNet.Agent.DataPlane.Nodes;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Peers;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>
/// Keeps the host as it should be, after every change of lease, nodes or kernel and on a timer: what other nodes change is applied at once, by itself; where lease or host change, or the
/// kernel says that it is not what it should be, everything is read and compared. <paramref name="onConfigured"/> gets the lease that the host, read back, is set up for, and <paramref name="onObserved"/>
/// what it was found to be, whatever that is.
/// </summary>
internal sealed partial class Reconciler(
    HostPlan initial,
    StateKeeper state,
    TimeSpan interval,
    TimeProvider clock,
    Action<HeldLease> onConfigured,
    Action<HostObservation> onObserved,
    Heartbeats heartbeats,
    ILogger<Reconciler> logger) : IDisposable
{
    /// <summary>A pass that takes longer hangs.</summary>
    private static readonly TimeSpan LongestPursuit = TimeSpan.FromSeconds(30);

    /// <summary>Lets a burst of kernel events become one pass.</summary>
    private static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(20);

    /// <summary>More than this of unseen events, and comparing everything is less work than looking at them.</summary>
    private const int MostEvents = 4096;

    private readonly Signal _work = new();
    private readonly ProblemLog _problems = new(logger, clock);
    private readonly NodeTables _nodes = new();
    private readonly ConcurrentQueue<NetlinkEvent> _events = new();
    private readonly ComparisonPace _pace = new(interval, clock);
    private volatile HostPlan _plan = initial;
    private volatile LeaseView _lease = LeaseView.Nothing;
    private volatile PeerView _peers = PeerView.Unknown;
    private volatile HostObservation? _observed;
    private volatile MendedCounts _mended = MendedCounts.None;
    private volatile bool _hasLostEvents;
    private volatile int[] _tunnelLinks = [];
    private int _isWakeUpSet;
    private Settled? _settled;
    private bool _isHandedOver;
    private Epoch _configured;
    private ImmutableArray<Prefix> _configuredSubnets = [];

    /// <summary>What the last pass that set the host up found it to be; null before the first. For any thread.</summary>
    public HostObservation? Observed => _observed;

    /// <summary>What was put back so far. For any thread.</summary>
    public MendedCounts Mended => _mended;

    /// <summary>What is not as it should be. For any thread.</summary>
    public ImmutableArray<StandingProblem> Problems => _problems.Standing;

    /// <summary>What is known of other nodes. For any thread.</summary>
    public PeerView Peers => _peers;

    /// <summary>What decides, besides lease and nodes, what the host should be. For any thread.</summary>
    public HostPlan Plan => _plan;

    public void Submit(LeaseView lease)
    {
        var isNews = !lease.IsProlongationOf(_lease);
        _lease = lease;
        if (isNews)
            _work.Raise();
    }

    public void Submit(PeerView peers)
    {
        _peers = peers;
        _work.Raise();
    }

    public void Submit(HostPlan plan)
    {
        _plan = plan;
        _work.Raise();
    }

    /// <summary>Runs until cancelled; the host then stays as it is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heartbeat = heartbeats.Add("host", interval + LongestPursuit);
        using var netlink = NetlinkConnection.Open();
        using var monitor = NetlinkMonitor.Open(MonitorGroups.All);
        var kernel = new KernelKeeper(netlink, RecordAddressesAsync, new ChangeLog(logger));
        var listening = ListenAsync(monitor, netlink.PortId, cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            heartbeat.Beat();
            await ReconcileAsync(kernel, cancellationToken);
            await _work.WaitAsync(interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        monitor.Dispose();
        await listening;
    }

    public void Dispose() => _work.Dispose();

    private async Task ListenAsync(NetlinkMonitor monitor, uint ownPort, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in monitor.ReadAllAsync(cancellationToken))
            {
                if ((item.PortId != ownPort || item is OverrunEvent) && IsOfInterest(item))
                    Note(item);
            }
        }
        catch (NetlinkException exception)
        {
            // The timer still finds what changes, only later.
            _pace.IsAlone = true;
            Log.NotListening(logger, exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    /// <summary>
    /// On a host with many containers, or with a routing daemon, most events are none of the agent's business, and there can be very many: they must not even wake it up.
    /// </summary>
    private bool IsOfInterest(NetlinkEvent item) => _plan.Backend != BackendKind.AddressesOnly && item switch
    {
        NeighbourEvent neighbour => neighbour.Neighbour.LinkIndex != 0 && _tunnelLinks.Contains(neighbour.Neighbour.LinkIndex),
        FdbEvent entry => entry.Entry.LinkIndex != 0 && _tunnelLinks.Contains(entry.Entry.LinkIndex),
        RouteEvent { Route: var route } => route.Table == RouteTable.Main
            && (route.Protocol == (RouteProtocol)_plan.RouteProtocol || _lease.Lease?.Network.Any(cidr => cidr.Contains(route.Destination.BaseAddress)) == true),
        _ => true,
    };

    private void Note(NetlinkEvent item)
    {
        if (_events.Count < MostEvents)
            _events.Enqueue(item);
        else
            _hasLostEvents = true;
        if (Interlocked.Exchange(ref _isWakeUpSet, 1) == 0)
            _ = WakeUpAsync();
    }

    private async Task WakeUpAsync()
    {
        await Task.Delay(_pace.Breather(Breather), CancellationToken.None);
        Volatile.Write(ref _isWakeUpSet, 0);
        _work.Raise();
    }

    private async Task ReconcileAsync(KernelKeeper kernel, CancellationToken cancellationToken)
    {
        var lease = _lease;
        var mode = lease.ModeAt(Instant.Now(clock));
        if (mode == DataPlaneMode.Untouched)
            return;

        var problems = new List<Problem>();
        try
        {
            await PursueAsync(kernel, mode, lease.Lease, problems, cancellationToken);
        }
        catch (NetlinkException exception)
        {
            _settled = null;
            problems.Add(new Problem("kernel", $"the kernel's state cannot be read: {exception.Message}"));
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _problems.Report(problems);
    }

    private async Task PursueAsync(KernelKeeper kernel, DataPlaneMode mode, HeldLease? lease, List<Problem> problems, CancellationToken cancellationToken)
    {
        var plan = _plan;
        var isNormal = mode == DataPlaneMode.Normal;
        var changes = isNormal ? _nodes.Update(_peers, new Vantage(lease!, plan)) : NodeChanges.None;
        if (isNormal)
            await LetGoAsync(plan, lease!, problems, cancellationToken);
        await RetireAsync(kernel, plan, problems, cancellationToken);
        var wants = Want(isNormal ? lease : null, plan);
        await RecordAsync(footprint => footprint.With(wants.State, plan.Backend != BackendKind.AddressesOnly, plan.RouteProtocol), problems);

        // A switch that somebody has turned is mended like the rest; the first time it is the agent that turns it.
        var wasSettled = _settled is { } settled && settled.Mode == mode && changes is not null;
        var report = await UpdateKernelAsync(kernel, wants, wasSettled ? _settled : null, changes, cancellationToken);
        _settled = new Settled(mode, wants, report);
        problems.AddRange(report?.Problems ?? []);
        problems.AddRange(isNormal ? _nodes.Problems : []);

        var upkeep = new HostUpkeep(problems);
        var switchesAreRight = upkeep.Apply(wants.State.Sysctls);
        if (!isNormal)
            return;

        if (plan.Overlay?.OffloadsChecksums is { } offloaded)
            upkeep.Apply(wants.State.Devices.Where(device => kernel.Indexes.Over(device.Outer) != 0).Select(device => new TunnelChecksums(device.Name, offloaded)));
        var isRight = switchesAreRight && report is null or { BridgeIsRight: true } && upkeep.Apply(wants.State.Files);
        if (isRight)
            NoteConfigured(lease!, wants.State, report);
        if (wasSettled)
            _mended = _mended.Plus(upkeep.Done);
        _observed = HostObservation.Of(wants, report, _nodes.Refused, _configured, _configuredSubnets, problems, _mended) with { IsRight = isRight };
        onObserved(_observed);
    }

    /// <summary>Lets go of what an agent with other options has had and this one does not look after: another bridge, other files, the whole kernel.</summary>
    private async Task LetGoAsync(HostPlan plan, HeldLease lease, List<Problem> problems, CancellationToken cancellationToken)
    {
        var footprint = state.Current.Footprint;
        var retired = HostRetirement.Find(footprint, lease, plan);
        if (retired.Bridge is not null || !retired.Files.IsEmpty)
        {
            var kept = await HostRetirement.RemoveAsync(retired, footprint, lease, plan, cancellationToken);
            problems.AddRange(kept);
            if (kept.Count > 0)
                return;
            Log.LetGo(logger, string.Join(", ", retired.Files.Prepend(retired.Bridge).OfType<string>()));
            await RecordAsync(saved => saved.Without(retired, plan), problems);
        }

        if (_isHandedOver || plan.Backend != BackendKind.AddressesOnly || !footprint.IsInKernel)
            return;

        var left = await HostRetirement.HandOverAsync(cancellationToken);
        problems.AddRange(left);
        _isHandedOver = left.Count == 0;
        if (_isHandedOver)
            Log.HandedOver(logger);
    }

    /// <summary>Removes what an agent with other options has left here: routes under another number, tunnels and routes of a backend that leaves the kernel alone.</summary>
    private async Task RetireAsync(KernelKeeper kernel, HostPlan plan, List<Problem> problems, CancellationToken cancellationToken)
    {
        var footprint = state.Current.Footprint;
        var leavesKernelAlone = plan.Backend == BackendKind.AddressesOnly;
        var hasRoutes = footprint.RouteProtocol != 0 && (leavesKernelAlone || footprint.RouteProtocol != plan.RouteProtocol);
        if (!hasRoutes && !(leavesKernelAlone && !footprint.Devices.IsEmpty))
            return;

        var report = await kernel.CompareAsync(
            new KernelWants(
                DesiredState.Fenced with { DevicesAreAll = leavesKernelAlone },
                DesiredTables.None with { AreAll = hasRoutes },
                null,
                (RouteProtocol)footprint.RouteProtocol,
                [],
                [],
                footprint.Devices),
            cancellationToken);
        problems.AddRange(report.Problems);
        if (report.Problems.IsEmpty)
            await RecordAsync(saved => saved with { RouteProtocol = hasRoutes ? (byte)0 : saved.RouteProtocol, Devices = leavesKernelAlone ? [] : saved.Devices }, problems);
    }

    private KernelWants Want(HeldLease? lease, HostPlan plan)
    {
        var footprint = state.Current.Footprint;
        return new KernelWants(
            lease is null ? DesiredState.Fenced : DesiredState.From(lease, plan),
            lease is null ? DesiredTables.None : _nodes.Tables,
            plan.Uplink,
            (RouteProtocol)plan.RouteProtocol,
            lease?.Network ?? [],
            footprint.Addresses,
            footprint.Devices);
    }

    /// <summary>Brings the kernel up to date; null where it is none of the agent's business.</summary>
    private async Task<KernelReport?> UpdateKernelAsync(KernelKeeper kernel, KernelWants wants, Settled? settled, NodeChanges? changes, CancellationToken cancellationToken)
    {
        if (_plan.Backend == BackendKind.AddressesOnly)
            return null;

        var deviates = HasDeviated(kernel, settled is null ? null : settled.Wants with { Tables = wants.Tables }, settled?.Report);
        if (settled?.Report is not { } report || deviates || _pace.IsDue)
            return await CompareAsync(kernel, wants, settled is not null && changes is { IsEmpty: true }, cancellationToken);
        if (changes is null or { IsEmpty: true })
            return report;

        return await kernel.ApplyAsync(changes, wants.Protocol, cancellationToken) ? report : await CompareAsync(kernel, wants, false, cancellationToken);
    }

    private async Task<KernelReport> CompareAsync(KernelKeeper kernel, KernelWants wants, bool isUpkeep, CancellationToken cancellationToken)
    {
        _pace.Begin();
        var report = await kernel.CompareAsync(wants, cancellationToken);
        _pace.End();
        _tunnelLinks = [kernel.Indexes.OverIPv4, kernel.Indexes.OverIPv6];
        if (isUpkeep)
            _mended = _mended.Plus(report.Done);
        if (wants.State.DevicesAreAll && !report.HasFormer)
            state.UpdateInBackground(saved => saved with { Footprint = saved.Footprint.OnlyDevices(wants.State) });
        return report;
    }

    /// <summary>Looks at what the kernel has told since the last time.</summary>
    private bool HasDeviated(KernelKeeper kernel, KernelWants? wants, KernelReport? report)
    {
        var deviates = _hasLostEvents;
        _hasLostEvents = false;
        while (_events.TryDequeue(out var item))
            deviates |= wants is null || report is null || KernelEvents.Deviates(item, wants, report.Links, kernel);
        return deviates;
    }

    private void NoteConfigured(HeldLease lease, DesiredState desired, KernelReport? report)
    {
        if (_configured != lease.Epoch || !lease.HasSameSubnetsAs(_configuredSubnets))
            state.UpdateInBackground(saved => saved with { Footprint = saved.Footprint.Trimmed(desired) });
        (_configured, _configuredSubnets) = (lease.Epoch, lease.Subnets);
        onConfigured(lease);
    }

    private Task RecordAddressesAsync(IReadOnlyList<InterfaceAddress> addresses) => RecordAsync(footprint => footprint.With(addresses), []);

    /// <summary>Writes down what will be put on the host, before it is put there.</summary>
    private async Task RecordAsync(Func<Footprint, Footprint> add, List<Problem> problems)
    {
        if (add(state.Current.Footprint) == state.Current.Footprint)
            return;

        try
        {
            await state.UpdateAsync(saved => saved with { Footprint = add(saved.Footprint) });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem("footprint", $"what is put on this host cannot be written down, so a release may leave some of it: {exception.Message}"));
        }
    }

    /// <summary>What the last pass brought about.</summary>
    private sealed record Settled(DataPlaneMode Mode, KernelWants Wants, KernelReport? Report);

    private static partial class Log
    {
        [LoggerMessage(412, LogLevel.Information, "What an agent with other options had here is not its any more: {What}.")]
        public static partial void LetGo(ILogger logger, string what);

        [LoggerMessage(413, LogLevel.Information, "The kernel is left alone from now on: the fence and the rules of an agent with another backend are gone.")]
        public static partial void HandedOver(ILogger logger);

        [LoggerMessage(411, LogLevel.Error, "The kernel's events cannot be listened to ({Reason}): changes are found by the timer only.")]
        public static partial void NotListening(ILogger logger, string reason);
    }
}
