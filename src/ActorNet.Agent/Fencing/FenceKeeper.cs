using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Platform;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Fencing;

/// <summary>
/// Keeps the fence in the kernel what the lease says, on a loop of its own that waits for nothing but the kernel: no disk, no coordinator, no route.
/// <paramref name="onSettled"/> gets what a lease means for the host once the kernel has its fence, or cannot have it: nothing is set up for what is not yet held.
/// </summary>
internal sealed partial class FenceKeeper(TimeProvider clock, Action<LeaseView> onSettled, Heartbeats heartbeats, ILogger<FenceKeeper> logger) : IDisposable
{
    /// <summary>After how long what the kernel refused is tried again.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it is read back although nobody seems to have changed it.</summary>
    private static readonly TimeSpan ReadBackInterval = TimeSpan.FromSeconds(10);

    /// <summary>The kernel counts a time-out from when it gets it. If this process stood still for longer between looking at the clock and that, it is said again.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);
    private const int MostAttempts = 5;

    /// <summary>The kernel answers at once, or after 5 s not at all.</summary>
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(30);

    private readonly Signal _work = new();
    private volatile Work? _latest;
    private volatile FenceReport _report = FenceReport.Nothing;
    private volatile bool _isDisturbed;

    /// <summary>What the kernel was last given; null: it is not known what it has.</summary>
    private Given? _given;
    private (Work Work, FenceState State)? _settled;
    private NftablesConnection? _nftables;
    private Instant _readBackAt;
    private long _stoppedBefore;
    private long _stopped;

    /// <summary>Where the fence stands. For any thread.</summary>
    public FenceReport Report => _report;

    private Instant Now => Instant.Now(clock);

    /// <summary>Takes what should be from now on, and what the same lease means for the rest of the host. From one thread at a time.</summary>
    public void Submit(FenceTarget target, LeaseView view)
    {
        _latest = new Work(target.After(_latest?.Target), view);
        _work.Raise();
    }

    /// <summary>Somebody may have changed nf_tables. From any thread.</summary>
    public void NoteChange() => _work.Raise();

    /// <summary>Time has passed that nobody has seen pass: the kernel's ticks may have stood still, and the fence would shut too late. From any thread.</summary>
    public void NoteDisturbance()
    {
        _isDisturbed = true;
        _work.Raise();
    }

    /// <summary>Runs until cancelled; the fence then stays, and shuts when its time is over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heartbeat = heartbeats.Add("fence", TurnPatience);
        while (!cancellationToken.IsCancellationRequested)
        {
            heartbeat.Beat();
            if (_latest is { } work)
                await StepAsync(work, cancellationToken);
            await _work.WaitAsync(Pause(), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _nftables?.Dispose();
        _work.Dispose();
    }

    private static bool IsUnsupported(NetlinkException exception) => exception.Errno is Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT;

    private TimeSpan Pause()
    {
        var pause = _report.State == FenceState.Failing ? Retry : ReadBackInterval;
        if (_latest is not { Target: { Held.IsEmpty: false } target })
            return pause;

        var left = target.Deadline - Now;
        return left > TimeSpan.Zero && left < pause ? left : pause;
    }

    private async Task StepAsync(Work work, CancellationToken cancellationToken)
    {
        if (_report.State != FenceState.Unsupported)
        {
            try
            {
                _nftables ??= NftablesConnection.Open();
                await PursueAsync(_nftables, work.Target, cancellationToken);
                Note(work.Target.IsNothing ? FenceState.Idle : FenceState.InForce, null);
            }
            catch (NetlinkException exception)
            {
                _given = null;
                Note(IsUnsupported(exception) ? FenceState.Unsupported : FenceState.Failing, exception.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        if (_settled is { } settled && settled.Work == work && settled.State == _report.State)
            return;
        _settled = (work, _report.State);
        onSettled(work.View with { HasFence = _report.State == FenceState.InForce });
    }

    private async Task PursueAsync(NftablesConnection nftables, FenceTarget target, CancellationToken cancellationToken)
    {
        if (target.IsNothing)
            return;

        if (_given is null || !_given.Target.IsSameApartFromHeld(target) || !await IsThereAsync(nftables, _given, cancellationToken))
            await GiveAsync(nftables, target, isNew: true, cancellationToken);
        else if (!_given.Holds(target, Now))
            await GiveAsync(nftables, target, isNew: false, cancellationToken);
    }

    /// <summary>Whether the kernel still has what it was given.</summary>
    private async Task<bool> IsThereAsync(NftablesConnection nftables, Given given, CancellationToken cancellationToken)
    {
        var generation = await nftables.GetGenerationAsync(cancellationToken);
        if (generation == given.Generation && Now < _readBackAt && !_isDisturbed)
            return true;

        _isDisturbed = false;
        var seen = await FenceRuleset.ReadAsync(nftables, cancellationToken);
        var now = Now;
        _stopped = _stoppedBefore + seen.Stopped;
        _readBackAt = now + ReadBackInterval;
        if (FenceRuleset.FindFault(given.Target, given.Target.HeldAt(now), given.Target.Deadline - now, seen) is { } fault)
        {
            Log.Changed(logger, fault);
            _report = _report with { Mended = _report.Mended + 1 };
            return false;
        }

        _given = given with { Generation = generation };
        return true;
    }

    private async Task GiveAsync(NftablesConnection nftables, FenceTarget target, bool isNew, CancellationToken cancellationToken)
    {
        var before = await nftables.GetGenerationAsync(cancellationToken);
        var delay = TimeSpan.Zero;
        var attempts = 0u;
        ImmutableArray<Prefix> held;
        do
        {
            var start = Now;
            var timeout = target.Deadline - start - delay;
            held = timeout >= TimeSpan.FromMilliseconds(1) ? target.HeldAt(start) : [];
            await nftables.CommitAsync(isNew ? FenceRuleset.Replace(target, held, timeout) : FenceRuleset.Refresh(held, timeout), cancellationToken);
            delay = Now - start;
            if (isNew)
                _stoppedBefore = _stopped;
            isNew = false;
        }
        while (++attempts < MostAttempts && delay > Tolerance && !held.IsEmpty);

        // If others changed something meanwhile it is read back at once.
        var after = await nftables.GetGenerationAsync(cancellationToken);
        _given = new Given(target, held, after == before + attempts ? after : before);
        _readBackAt = Now + ReadBackInterval;
        _report = _report with { Held = held, Deadline = target.Deadline, Refreshes = _report.Refreshes + (held.IsEmpty ? 0 : 1) };
    }

    private void Note(FenceState state, string? problem)
    {
        if (state != _report.State)
        {
            if (state == FenceState.InForce)
                Log.InForce(logger);
            else if (state == FenceState.Unsupported)
                Log.Unsupported(logger, problem!);
            else if (state == FenceState.Failing)
                Log.Failing(logger, problem!);
        }

        _report = _report with { State = state, Problem = problem, StoppedPackets = _stopped };
    }

    /// <summary>What is to be done. Each is another one, whatever it says.</summary>
    private sealed class Work(FenceTarget target, LeaseView view)
    {
        public FenceTarget Target { get; } = target;

        public LeaseView View { get; } = view;
    }

    /// <summary>What the kernel was given.</summary>
    /// <param name="Target">What was asked for.</param>
    /// <param name="Held">What of it was held then.</param>
    /// <param name="Generation">The number of transactions after it.</param>
    private sealed record Given(FenceTarget Target, ImmutableArray<Prefix> Held, uint Generation)
    {
        /// <summary>Whether what it holds, and until when, is what the target says at this moment.</summary>
        public bool Holds(FenceTarget target, Instant now)
        {
            var wanted = target.HeldAt(now);
            return wanted.AsSpan().SequenceEqual(Held.AsSpan()) && (wanted.IsEmpty || Target.Deadline == target.Deadline);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(500, LogLevel.Information, "The kernel stops what this node does not hold, also when the agent does not run.")]
        public static partial void InForce(ILogger logger);

        [LoggerMessage(501, LogLevel.Warning, "This kernel cannot stop what this node does not hold ({Reason}): routes are withdrawn instead when the lease ends, which needs a running agent.")]
        public static partial void Unsupported(ILogger logger, string reason);

        [LoggerMessage(502, LogLevel.Error, "The kernel refuses the fence, which is tried again: {Reason}. Until then routes are withdrawn when the lease ends.")]
        public static partial void Failing(ILogger logger, string reason);

        [LoggerMessage(503, LogLevel.Warning, "Somebody has changed the fence in the kernel ({Fault}); it is put back.")]
        public static partial void Changed(ILogger logger, string fault);
    }
}
