using System.Collections.Immutable;
using System.Threading.Channels;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Client.Calls;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Pacing;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// The shell around <see cref="LeaseMachine"/>: one loop that feeds it with time and answers, sends what is due, and saves what a restart may
/// believe. <paramref name="publish"/> gets every new situation, on the loop; <paramref name="attest"/> says what the node really has.
/// </summary>
internal sealed partial class LeaseKeeper(
    NodeProfile profile,
    CoordinatorClient client,
    StateKeeper state,
    BootId boot,
    TimeProvider clock,
    ClockWatch clocks,
    Action<LeaseSituation> publish,
    Func<NodeAttestation?> attest,
    Heartbeats heartbeats,
    ILogger<LeaseKeeper> logger)
{
    /// <summary>For what is retried by the way. All else wakes the loop, or is known beforehand.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>A turn waits for nothing but the disk. One that takes longer hangs.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(15);

    // Many nodes at once are served in order, so half a second says less about a replica than it does for other calls.
    private static readonly CallSettings AcquirePatience = new(TimeSpan.FromSeconds(5)) { HedgeAfter = TimeSpan.FromMilliseconds(500) };
    private const int MostBusyAnswers = 2;
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(200);

    private readonly Channel<Func<Task>> _inbox = Channel.CreateUnbounded<Func<Task>>(new() { SingleReader = true });
    private readonly AcquirePace _pace = new(clock);
    private readonly Backoff _renewBackoff = new(LeastDelay, LeaseTiming.UrgentInterval, Random.Shared);
    private readonly LeaseLog _log = new(logger);
    private NodeProfile _profile = profile;

    /// <summary>What is on the disk; the state in memory can be ahead of it.</summary>
    private Introduction _introduction = state.Current.Introduction;
    private volatile LeaseSituation _situation = LeaseSituation.Initial;
    private RenewalStreams? _streams;
    private Task? _acquiring;

    /// <summary>Whether what was given up has yet to be erased on the disk.</summary>
    private bool _erasing;
    private long _lastNumber;
    private int _busyAnswers;
    private volatile LeaseCounts _counts = LeaseCounts.None;

    /// <summary>The version of the pool that the coordinators last told all of; 0: none yet.</summary>
    private long _poolVersion;

    private RenewalStreams Streams => _streams ??= new RenewalStreams(
        client,
        (stream, response) => Post(() => TakeAnswerAsync(stream, response)),
        (stream, failure) => Post(() => TakeEndAsync(stream, failure)));

    private Instant Now => Instant.Now(clock);

    /// <summary>What became of its requests. For any thread.</summary>
    public LeaseCounts Counts => _counts;

    /// <summary>Whether <see cref="NoteUse"/> is going to be called.</summary>
    public bool AwaitsUse { get; init; }

    /// <summary>Runs until cancelled. The lease is then as it was: nothing is given up.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heartbeat = heartbeats.Add("lease", LongestWait + LongestTurn);
        var doubts = clocks.Look();
        _pace.Begin();
        await ApplyAsync(new LeaseInput.Started(Now, clock.GetUtcNow(), boot, state.Current.Lease, state.Current.Burnt) { GivenUp = state.Current.GivenUp, AwaitsUse = AwaitsUse });
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                heartbeat.Beat();
                var doubtsBefore = doubts;
                doubts = clocks.Look();
                await ApplyAsync(new LeaseInput.Ticked(Now, clock.GetUtcNow()) { IsDoubtful = doubts != doubtsBefore });
                await SendWhatIsDueAsync(cancellationToken);
                await WaitAsync(cancellationToken);
                while (_inbox.Reader.TryRead(out var message))
                    await message();
            }
        }
        finally
        {
            await Streams.DisposeAsync();
            if (_acquiring is not null)
                await _acquiring;
        }
    }

    /// <summary>Time has passed that this loop has not seen pass. From any thread.</summary>
    public void NoteDisturbance() => Post(() => Task.CompletedTask);

    /// <summary>The host was read back and is what this lease says. From any thread.</summary>
    public void NoteConfigured(HeldLease lease) => Note(now => new LeaseInput.Configured(now, lease.Epoch, lease.Subnets));

    /// <summary>Docker gives containers addresses of these subnets. From any thread.</summary>
    public void NoteUse(ImmutableArray<Prefix> subnets) => Note(now => new LeaseInput.Used(now, subnets));

    /// <summary>The node says something else of itself. From any thread.</summary>
    public void Introduce(NodeProfile changed) => Post(() =>
    {
        _profile = changed;
        return ApplyAsync(new LeaseInput.ProfileChanged(Now));
    });

    private bool MayAcquire => (_situation.WantsGrant || WantsOtherSize) && _acquiring is null;

    private bool WantsOtherSize => _situation is { Phase: LeasePhase.Held, Lease: { } lease } && !_profile.Aim.IsMetBy(lease);

    /// <summary>Whether the node has what it needs, and it may be that nothing comes of what it asks for.</summary>
    private bool MayWait => _situation.WantsOnlyToMove || !_situation.WantsGrant;

    private Instant AcquireAt => _pace.NextAt(MayWait);

    private void Post(Func<Task> message) => _inbox.Writer.TryWrite(message);

    /// <summary>What is told again and again does not wake the loop when nothing comes of it.</summary>
    private void Note(Func<Instant, LeaseInput> input)
    {
        var situation = _situation;
        if (LeaseMachine.Step(situation, input(Now)) != situation)
            Post(() => ApplyAsync(input(Now)));
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var due = _situation.NextDue(now + LongestWait);
        var wait = (MayAcquire ? Instant.Min(due, AcquireAt) : due) - now;
        if (wait <= TimeSpan.Zero)
            return;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(wait);
        await ((Task)_inbox.Reader.WaitToReadAsync(timeout.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendWhatIsDueAsync(CancellationToken cancellationToken)
    {
        if (_situation.IsAnswerOverdue(Now))
            await NoteUnansweredAsync(await Streams.LeaveAllAsync());
        else if (_situation.IsHedgeDue(Now))
            await HedgeAsync();

        if (_situation.IsRenewalDue(Now))
            await RenewAsync();

        if (_acquiring is { IsFaulted: true })
            await _acquiring;
        if (!MayAcquire || Now < AcquireAt)
            return;

        if (_erasing)
            await EraseAsync();
        if (!_erasing && await TryNumberAsync())
            StartAcquiring(cancellationToken);
    }

    private void StartAcquiring(CancellationToken cancellationToken)
    {
        _pace.NoteAsked(MayWait);
        var introduced = _profile;
        var request = LeaseRequests.Acquire(introduced, state.Current, _introduction.Version, _situation, NewRequestId());
        _acquiring = Task.Run(() => AcquireAsync(introduced, request, cancellationToken), CancellationToken.None);
    }

    private async Task RenewAsync()
    {
        if (Streams.Choose() is { } stream)
        {
            await SendAsync(stream);
            return;
        }

        _log.NobodyKnown();
        var number = await NoteSendingAsync();
        await ApplyAsync(new LeaseInput.RenewalLost(Now, [number], _renewBackoff.Next()));
    }

    /// <summary>Asks a second replica as well. It is a renewal of its own, so its answer counts from when it was sent itself (rule 4).</summary>
    private async Task HedgeAsync()
    {
        if (Streams.ChooseSecond() is { } second)
            await SendAsync(second);
        else
            await ApplyAsync(new LeaseInput.HedgeDeferred(Now));
    }

    private async Task SendAsync(KeepAliveStream stream)
    {
        var number = await NoteSendingAsync();
        if (_situation.Lease is { } lease)
            stream.Send(LeaseRequests.KeepAlive(_profile, state.Current, lease, number, attest()));
    }

    /// <summary>The moment of sending is taken before the request is queued: the belief that it buys can only be shorter for it (rule 4).</summary>
    private async Task<long> NoteSendingAsync()
    {
        var number = ++_lastNumber;
        await ApplyAsync(new LeaseInput.RenewalSent(Now, number, Random.Shared.NextDouble()));
        return number;
    }

    private async Task TakeAnswerAsync(KeepAliveStream stream, KeepAliveResponse response)
    {
        if (!Streams.IsOpen(stream) || !stream.Accept(response))
            return;

        var number = response.RequestNumber;
        switch (response.ResultCase)
        {
            case KeepAliveResponse.ResultOneofCase.Renewal when LeaseReader.IsTimeToLive(response.Renewal.TimeToLive):
                _renewBackoff.Reset();
                _busyAnswers = 0;
                await TakeRenewalAsync(number, response.Renewal);
                await NoteUnansweredAsync(await Streams.SettleAsync(stream, number));
                break;
            case KeepAliveResponse.ResultOneofCase.Error when IsDenial(response.Error.Reason):
                _log.Denied(response.Error.Reason.ToWireName(), response.Error.Message);
                await ApplyAsync(new LeaseInput.Denied(Now, number));
                break;
            case KeepAliveResponse.ResultOneofCase.Error:
                await TakeErrorAsync(stream, number, response.Error);
                break;
            default:
                _log.RenewalFailed(stream.Replica, "the answer says neither that the lease lives on nor why not");
                break;
        }
    }

    private async Task TakeRenewalAsync(long number, LeaseRenewal renewal)
    {
        await ApplyAsync(new LeaseInput.Renewed(Now, number, new Epoch(renewal.Epoch), renewal.TimeToLive.ToTimeSpan()) { MustMove = renewal.MustMove });

        if (_poolVersion > 0 && renewal.PoolVersion > _poolVersion)
            await ApplyAsync(new LeaseInput.ProfileChanged(Now)); // An answer to AcquireLease tells what the pool is now.
    }

    /// <summary>The lease's owner is asked again later; over another replica if this one stops, or cannot reach the owner again and again.</summary>
    private async Task TakeErrorAsync(KeepAliveStream stream, long number, LeaseError error)
    {
        _log.RenewalFailed(stream.Replica, error.Message);
        var delay = _renewBackoff.Next(RetryDelays.From(error.RetryDelay));
        await LoseAsync([number], delay);
        if (error.Reason == ErrorReason.QueueFull || (error.Reason == ErrorReason.ShardUnavailable && ++_busyAnswers < MostBusyAnswers))
            return;

        _busyAnswers = 0;
        await Streams.LeaveAsync(stream);
        await LoseAsync(stream.Unanswered, delay);
    }

    private async Task TakeEndAsync(KeepAliveStream stream, EndpointFailure failure)
    {
        if (!Streams.IsOpen(stream))
            return;

        _log.RenewalFailed(stream.Replica, failure.Error.Message);
        await Streams.LeaveAsync(stream);
        await LoseAsync(stream.Unanswered, _renewBackoff.Next());
    }

    private async Task NoteUnansweredAsync(IReadOnlyCollection<KeepAliveStream> silent)
    {
        foreach (var stream in silent)
        {
            _log.RenewalUnanswered(stream.Replica);
            await LoseAsync(stream.Unanswered, TimeSpan.Zero);
        }
    }

    private async Task LoseAsync(IReadOnlyCollection<long> numbers, TimeSpan delay) => await ApplyAsync(new LeaseInput.RenewalLost(Now, numbers, delay));

    private async Task AcquireAsync(NodeProfile introduced, AcquireLeaseRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.CallAsync(
                (invoker, options) => new LeaseService.LeaseServiceClient(invoker).AcquireLeaseAsync(request, options), AcquirePatience, cancellationToken);
            if (LeaseReader.TryRead(answer.Value, introduced.Node, out var lease, out var token, out var fault))
                Post(() => TakeGrantAsync(introduced, new LeaseInput.Granted(Now, Instant.At(clock, answer.SentAt), lease), token, answer.Value));
            else
                Post(() => PauseAcquiring($"{answer.Replica}: {fault}", null));
        }
        catch (CoordinatorCallException exception)
        {
            var reasons = exception.Failures.Select(failure => $"{failure}: {Name(failure.Error)}: {failure.Error.Message}");
            Post(() => TakeRefusalAsync(exception, string.Join("; ", reasons)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    private async Task TakeGrantAsync(NodeProfile introduced, LeaseInput.Granted granted, LeaseToken? token, AcquireLeaseResponse answer)
    {
        granted = granted with { Now = Now };
        if (!LeaseMachine.Takes(_situation, granted))
        {
            await PauseAcquiring($"the grant of {granted.Lease} is outdated", null);
            return;
        }

        var next = LeaseMachine.Step(_situation, granted);
        try
        {
            await state.UpdateAsync(saved => LeaseSaving.Adopted(saved, next, boot, token));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await PauseAcquiring($"the lease cannot be saved: {exception.Message}", null);
            return;
        }

        _acquiring = null;
        _pace.NoteGranted();
        _poolVersion = answer.Pool.Version;
        await ApplyAsync(granted with { Now = Now });
        _log.Sized(granted.Lease, answer.Ipv4Size, answer.Ipv6Size);
        if (introduced != _profile)
            await ApplyAsync(new LeaseInput.ProfileChanged(Now));
    }

    private async Task TakeRefusalAsync(CoordinatorCallException exception, string reasons)
    {
        // A pool that the coordinators chose and that is gone: they may choose another one. A configured pool is asked for until it is there.
        if (exception.Failures.Any(failure => failure.Error.Reason == ErrorReason.PoolNotFound) && state.Current is { Pool: "", NamedPool: not "" } && !_situation.Believes)
        {
            try
            {
                await state.UpdateAsync(saved => saved with { LeasePool = "" });
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                reasons = $"{reasons}; that the pool is gone cannot be saved: {problem.Message}";
            }
        }

        await PauseAcquiring(reasons, exception.Failures.Max(failure => failure.Error.RetryDelay));
    }

    private Task PauseAcquiring(string reason, TimeSpan? retryDelay)
    {
        _acquiring = null;
        _counts = _counts with { GrantsRefused = _counts.GrantsRefused + 1 };
        _pace.NoteFailed(retryDelay);
        _log.AcquireFailed(reason);
        return Task.CompletedTask;
    }

    private async Task ApplyAsync(LeaseInput input)
    {
        var before = _situation;
        _situation = LeaseMachine.Step(before, input);
        _counts = _counts.After(input, before, _situation);
        if (_situation with { LastTick = before.LastTick } == before)
            return; // nothing but time has passed

        if (_situation.IsMoveNeedOther(before) || _situation.Lease?.Epoch != before.Lease?.Epoch)
            _pace.NoteOther();

        _log.Changed(before, _situation);
        publish(_situation);
        switch (LeaseSaving.NeedAfter(before, _situation))
        {
            case SavingNeed.Burnt or SavingNeed.GivenUp:
                await EraseAsync();
                break;
            case SavingNeed.Deadline:
                state.UpdateInBackground(saved => LeaseSaving.Extended(saved, _situation, boot));
                break;
        }
    }

    /// <summary>Rule 7: until the given-up epoch, or part of a lease, is on the disk, nobody is told of it; not even a new lease is asked for.</summary>
    private async Task EraseAsync()
    {
        try
        {
            await state.UpdateAsync(saved => _situation.Lease is null ? LeaseSaving.Burnt(saved, _situation) : LeaseSaving.Extended(saved, _situation, boot));
            _erasing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _log.EraseFailed(exception.Message);
            _pace.NoteFailed();
            _erasing = true;
        }
    }

    /// <summary>What the node says of itself has its number on the disk before it is said: one that is forgotten would be given to something else.</summary>
    private async Task<bool> TryNumberAsync()
    {
        var next = _introduction.With(_profile.ToAttributes());
        try
        {
            if (next != _introduction)
                await state.UpdateAsync(saved => saved with { Introduction = next });
            _introduction = next;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await PauseAcquiring($"what this node says of itself cannot be saved: {exception.Message}", null);
            return false;
        }
    }

    private static bool IsDenial(ErrorReason reason) => reason is ErrorReason.LeaseNotFound or ErrorReason.PoolNotFound
        or ErrorReason.EpochStale or ErrorReason.LeaseRevoked or ErrorReason.NodeIdInUse;

    private static string Name(ServiceError error) => error.Reason == ErrorReason.Unspecified ? error.StatusCode.ToString() : error.Reason.ToWireName();

    private static string NewRequestId() => Guid.NewGuid().ToString("n");
}
