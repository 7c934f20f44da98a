using System.Text.Json.Nodes;
using System.Threading.Channels;
using ActorNet.Addressing;
using ActorNet.Cli.Commands.Watch;
using ActorNet.Cli.Failures;
using ActorNet.Cli.Output;
using ActorNet.Client.Calls;
using Akka.Etcd.Errors;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>
/// The mirror: reads both sides, does what is missing, and does so again when either has changed, and every few seconds. It keeps nothing that it could not do without, so it
/// can be killed at any time, and several can run at once: reservations and leases are the service's to decide, and keys are written only over what they were decided on.
/// </summary>
/// <param name="session">The service.</param>
/// <param name="sides">Both sides.</param>
/// <param name="settings">How.</param>
/// <param name="etcdLease">The etcd lease of the keys that may end.</param>
internal sealed class MirrorRun(Session session, FlannelSides sides, MirrorSettings settings, long etcdLease)
{
    // Changes come in bursts; each pass reads everything.
    private static readonly TimeSpan BetweenPasses = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenFailures = TimeSpan.FromSeconds(2);

    private readonly MirrorMemory _memory = new(session.Time, settings.Quarantine, etcdLease);
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private HashSet<MirrorFinding> _findings = [];
    private TimeSpan _renewal = TimeSpan.MaxValue;

    /// <summary>Mirrors until it is cancelled.</summary>
    /// <exception cref="CommandException">It is not safe to begin.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var view = await BeginAsync(cancellationToken);
        Say("started", $"mirroring pool {sides.Pool} and {view.Flannel.Entries.Count} leases of flannel's, revision {view.Flannel.Revision}");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watches = Task.WhenAll(FollowFlannelAsync(view.Flannel.Revision, stopping.Token), FollowLeasesAsync(stopping.Token));
        try
        {
            while (true)
            {
                var pause = await TryPassAsync(cancellationToken) ? settings.Interval : BetweenFailures;
                await WaitAsync(pause < _renewal ? pause : _renewal, cancellationToken);
                await Task.Delay(BetweenPasses, session.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Ok; // Ctrl-C is how a mirror ends.
        }
        finally
        {
            await stopping.CancelAsync();
            await watches.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads both sides, and refuses to begin where a subnet could be given away by both.</summary>
    private async Task<MirrorView> BeginAsync(CancellationToken cancellationToken)
    {
        var flannel = await sides.Store.ReadAsync(cancellationToken);
        if (flannel.Network is not { } network)
        {
            throw new CommandException(new CommandFailure(
                ExitCode.Refused, "NO_CONFIG", $"flannel's configuration, {settings.Prefix}/config, cannot be read: {flannel.NetworkProblem}; without it nobody knows what flanneld may pick"));
        }

        _memory.See(network);
        var view = await sides.ReadAsync(flannel, _memory.Networks, cancellationToken);
        MirrorFinding[] against = [.. Exclusion.Check(view).Where(finding => finding.Code != Exclusion.ClaimLost), .. Exclusion.CheckInForce(view)];
        return against.Length == 0 ? view : throw new CommandException(Exclusion.Refusal(sides.Pool, against));
    }

    private async Task<bool> TryPassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PassAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (IsTransient(exception, cancellationToken))
        {
            Say("failed", $"a pass broke off, and is made again: {exception.Message}");
            return false;
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await sides.Store.KeepLeaseAsync(etcdLease, settings.TimeToLive, cancellationToken);
        var flannel = await sides.Store.ReadAsync(cancellationToken);
        if (flannel.Network is { } network)
            _memory.See(network);

        var view = await sides.ReadAsync(flannel, _memory.Networks, cancellationToken);
        _renewal = view.Pool.TimeToLive.ToTimeSpan() / 4;
        var (actions, findings) = MirrorPlan.Make(view, _memory);
        var (all, isChanged) = (findings.ToHashSet(), false);
        foreach (var action in actions)
        {
            try
            {
                if (await TryDoAsync(action, cancellationToken) && action is not MirrorAction.Hold { IsRenewal: true })
                {
                    Say("done", action.Text);
                    isChanged = true;
                }
            }
            catch (CoordinatorCallException exception) when (ServiceFailures.From(exception) is { Exit: not ExitCode.Unavailable } failure)
            {
                // The other mirror was first, or the service has something against it: the next pass sees how it is.
                if (failure.Exit != ExitCode.NotFound)
                    all.Add(new MirrorFinding("REFUSED", $"cannot {action.Text}: {failure.Message}"));
                if (action is MirrorAction.Hold hold)
                    _memory.NotRenewed(hold.Holder);
            }
        }

        foreach (var finding in all.Except(_findings))
            Say(finding.Code, finding.Message);
        foreach (var finding in _findings.Except(all))
            Say("over", $"{finding.Code}: {finding.Message}");
        _findings = all;
        if (isChanged)
            Wake();
    }

    private async Task<bool> TryDoAsync(MirrorAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case MirrorAction.Reserve reserve:
                await sides.ReserveAsync(reserve.Range, reserve.NodeId, reserve.Reason, reserve.Replaces, cancellationToken);
                return true;
            case MirrorAction.Unreserve unreserve:
                await sides.UnreserveAsync(unreserve.Reserved.Reservation, cancellationToken);
                return true;
            case MirrorAction.Release release:
                await sides.ReleaseAsync(release.Lease, cancellationToken);
                return true;
            case MirrorAction.Hold hold:
                var lease = await sides.HoldAsync(hold.Holder, hold.Attributes, cancellationToken);
                if (lease.Subnets.Select(Prefix.Parse).ToHashSet().SetEquals(hold.Subnets))
                    return true;

                // Its pin has gone in the meantime: something else is not what it is there for.
                await sides.ReleaseAsync(lease, cancellationToken);
                _memory.NotRenewed(hold.Holder);
                return false;
            case MirrorAction.Put put:
                return await sides.Store.TryPutAsync(put.Name, put.Value, put.ModRevision, put.Stays ? 0 : etcdLease, cancellationToken);
            case MirrorAction.Delete delete:
                return await sides.Store.TryDeleteAsync(delete.Entry.Name, delete.Entry.ModRevision, cancellationToken);
            default:
                throw new InvalidOperationException($"{action.GetType().Name} is not a known action.");
        }
    }

    /// <summary>Only wakes the mirror: every pass reads everything, so a watch that has lost its place has lost nothing.</summary>
    private async Task FollowFlannelAsync(long revision, CancellationToken cancellationToken)
    {
        for (var next = revision + 1; ;)
        {
            try
            {
                await foreach (var changes in sides.Store.WatchAsync(next, cancellationToken))
                {
                    next = changes.Revision + 1;
                    Wake();
                }
            }
            catch (EtcdCompactedException compacted)
            {
                next = Math.Max(compacted.OldestRevision, next + 1);
                Wake();
            }
            catch (Exception exception) when (IsTransient(exception, cancellationToken))
            {
                await Task.Delay(BetweenFailures, session.Time, cancellationToken);
            }
        }
    }

    private async Task FollowLeasesAsync(CancellationToken cancellationToken)
    {
        var watcher = new LeaseWatcher(session.Client, session.Timeout, session.Time);
        while (true)
        {
            try
            {
                await foreach (var _ in watcher.FollowAsync(sides.Pool, fromRevision: 0, cancellationToken))
                    Wake();
            }
            catch (Exception exception) when (IsTransient(exception, cancellationToken))
            {
                await Task.Delay(BetweenFailures, session.Time, cancellationToken);
            }
        }
    }

    /// <summary>Waits until something has changed, or for a time.</summary>
    private async Task WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(pause, session.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _changed.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is time.
        }
    }

    private void Wake() => _changed.Writer.TryWrite(true);

    private static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        exception is EtcdException or CoordinatorCallException or CommandException && !cancellationToken.IsCancellationRequested;

    private void Say(string code, string message) => session.Output.WriteLines([session.Format.IsDocument()
        ? Documents.Single(new JsonObject { ["time"] = session.Now.ToString("O"), ["code"] = code, ["message"] = message }, session.Format)
        : $"{session.Now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {code} {Printable.Line(message)}"]);
}
