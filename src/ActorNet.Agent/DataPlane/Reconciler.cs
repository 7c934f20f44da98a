using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Attesting;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.DataPlane;

/// <summary>
/// Keeps the host as it should be: reads it, applies the difference, reads it again; after every change of lease, nodes or kernel, and on a
/// timer. <paramref name="onConfigured"/> gets the lease that the host, read back, is set up for.
/// </summary>
internal sealed partial class Reconciler(
    HostPlan initial,
    StateKeeper state,
    TimeSpan interval,
    TimeProvider clock,
    Action<HeldLease> onConfigured,
    ILogger<Reconciler> logger) : IDisposable
{
    /// <summary>A bridge and its addresses need two passes, the last one reads back.</summary>
    private const int MostPasses = 4;

    /// <summary>Lets a burst of kernel events become one pass.</summary>
    private static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(20);

    private readonly Signal _work = new();
    private readonly ProblemLog _problems = new(logger);
    private volatile HostPlan _plan = initial;
    private volatile LeaseView _lease = LeaseView.Nothing;
    private volatile PeerView _peers = PeerView.Unknown;
    private volatile HostObservation? _observed;
    private Epoch _configured;
    private ImmutableArray<Prefix> _configuredSubnets = [];

    /// <summary>What the last pass that set the host up found it to be; null before the first. For any thread.</summary>
    public HostObservation? Observed => _observed;

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
        using var netlink = NetlinkConnection.Open();
        using var monitor = NetlinkMonitor.Open(MonitorGroups.Links | MonitorGroups.Addresses | MonitorGroups.Routes);
        var listening = ListenAsync(monitor, netlink.PortId, cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            await ReconcileAsync(netlink, cancellationToken);
            await Task.Delay(Breather, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                if (item.PortId != ownPort && IsOfInterest(item))
                    _work.Raise();
            }
        }
        catch (NetlinkException exception)
        {
            // The timer still finds what changes, only later.
            Log.NotListening(logger, exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    /// <summary>On a host with a routing daemon most route events are none of the agent's business, and there can be very many.</summary>
    private bool IsOfInterest(NetlinkEvent item) =>
        item is not RouteEvent { Route: var route }
        || route.Protocol == (RouteProtocol)_plan.RouteProtocol
        || _lease.Lease?.Network.Any(cidr => cidr.Contains(route.Destination.BaseAddress)) == true;

    private async Task ReconcileAsync(NetlinkConnection netlink, CancellationToken cancellationToken)
    {
        var lease = _lease;
        var mode = lease.ModeAt(Instant.Now(clock));
        if (mode == DataPlaneMode.Untouched)
            return;

        var problems = new List<Problem>();
        try
        {
            await PursueAsync(netlink, mode, lease.Lease, problems, cancellationToken);
        }
        catch (NetlinkException exception)
        {
            problems.Add(new Problem("kernel", $"the kernel's state cannot be read: {exception.Message}"));
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _problems.Report(problems);
    }

    private async Task PursueAsync(NetlinkConnection netlink, DataPlaneMode mode, HeldLease? lease, List<Problem> problems, CancellationToken cancellationToken)
    {
        var desired = mode == DataPlaneMode.Normal ? DesiredState.From(lease!, _peers, _plan) : DesiredState.Fenced;
        problems.AddRange(desired.Refusals);
        await RecordAsync(footprint => footprint.With(desired, _plan.RouteProtocol), problems);

        var isRight = ApplySysctls(desired, problems);
        var (kernel, difference) = await ApplyToKernelAsync(netlink, desired, problems, cancellationToken);
        isRight &= difference?.BridgeIsRight ?? true;
        if (mode != DataPlaneMode.Normal)
            return;

        if (isRight && ApplyFiles(desired, problems))
            NoteConfigured(lease!, desired);
        _observed = HostObservation.Of(desired, kernel, difference, _configured, _configuredSubnets, problems) with
        {
            ForeignRoutes = kernel is null ? null : ForeignRoutes.Of(kernel.Routes, (RouteProtocol)_plan.RouteProtocol, kernel.Bridge?.Index ?? 0),
        };
    }

    private void NoteConfigured(HeldLease lease, DesiredState desired)
    {
        if (_configured != lease.Epoch || !lease.HasSameSubnetsAs(_configuredSubnets))
            state.UpdateInBackground(saved => saved with { Footprint = saved.Footprint.Trimmed(desired) });
        (_configured, _configuredSubnets) = (lease.Epoch, lease.Subnets);
        onConfigured(lease);
    }

    /// <summary>The kernel as it was read last, and what was between it and what should be; nothing where it is none of the agent's business.</summary>
    private async Task<(KernelState? Kernel, Difference? Difference)> ApplyToKernelAsync(NetlinkConnection netlink, DesiredState desired, List<Problem> problems, CancellationToken cancellationToken)
    {
        if (_plan.Backend == BackendKind.AddressesOnly)
            return (null, null);

        var failed = new Dictionary<string, Problem>();
        Difference difference;
        KernelState kernel;
        var passes = 0;
        do
        {
            kernel = await KernelState.ReadAsync(netlink, desired.Bridge?.Name, _plan.Uplink, cancellationToken);
            difference = Difference.Between(desired, kernel, (RouteProtocol)_plan.RouteProtocol, state.Current.Footprint.Addresses);
            var changes = difference.Changes.Where(change => !failed.ContainsKey(change.Subject)).ToList();
            if (changes.Count == 0)
                break;

            await RecordAsync(footprint => footprint.With(changes.Select(change => change.SetsAddress).OfType<InterfaceAddress>()), problems);
            var results = await netlink.ExecuteAsync([.. changes.Select(change => change.Request)], cancellationToken);
            foreach (var (change, result) in changes.Zip(results))
                Note(change, result, failed);
        }
        while (++passes < MostPasses);

        problems.AddRange(difference.Conflicts);
        problems.AddRange(failed.Values);
        return (kernel, difference);
    }

    private void Note(Change change, NetlinkResult result, Dictionary<string, Problem> failed)
    {
        if (result.Succeeded)
            Log.Changed(logger, result.Request);
        else if (result.Errno is not (Errno.ESRCH or Errno.EADDRNOTAVAIL)) // gone already: that is what was wanted
            failed.TryAdd(change.Subject, new Problem(change.Subject, $"the kernel refused {result.Request}: {result.Error}"));
    }

    private static bool ApplySysctls(DesiredState desired, List<Problem> problems)
    {
        var before = problems.Count;
        foreach (var sysctl in desired.Sysctls)
            Attempt(sysctl.Name, sysctl.IsSet, sysctl.Set, problems);
        return problems.Count == before;
    }

    private static bool ApplyFiles(DesiredState desired, List<Problem> problems)
    {
        var before = problems.Count;
        foreach (var file in desired.Files)
            Attempt(file.Path, file.IsWritten, file.Write, problems);
        return problems.Count == before;
    }

    private static void Attempt(string subject, Func<bool> isRight, Action makeRight, List<Problem> problems)
    {
        try
        {
            if (!isRight())
                makeRight();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(subject, $"{subject} cannot be set: {exception.Message}"));
        }
    }

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

    private static partial class Log
    {
        [LoggerMessage(410, LogLevel.Information, "Did {Request}.")]
        public static partial void Changed(ILogger logger, NetlinkRequest request);

        [LoggerMessage(411, LogLevel.Error, "The kernel's events cannot be listened to: {Reason} Changes are found by the timer only.")]
        public static partial void NotListening(ILogger logger, string reason);
    }
}
