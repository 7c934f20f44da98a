using System.Threading.Channels;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Coordinators;
using ActorNet.Agent.Identity;
using ActorNet.Agent.State;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// The shell around <see cref="LeaseMachine"/>: one loop that feeds it with time and answers, sends what is due, and saves what a restart may
/// believe. <paramref name="publish"/> gets every new situation, on the loop.
/// </summary>
internal sealed partial class LeaseKeeper(
    NodeProfile profile,
    CoordinatorSet coordinators,
    StateKeeper state,
    BootId boot,
    TimeProvider clock,
    Action<LeaseSituation> publish,
    ILogger<LeaseKeeper> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AcquireTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MostAcquireDelay = TimeSpan.FromSeconds(5);

    private readonly Channel<Func<Task>> _inbox = Channel.CreateUnbounded<Func<Task>>(new() { SingleReader = true });
    private readonly CoordinatorCursor _acquireCursor = new(coordinators);
    private readonly CoordinatorCursor _renewCursor = new(coordinators);
    private readonly Backoff _acquireBackoff = new(LeastDelay, MostAcquireDelay, Random.Shared);
    private readonly Backoff _renewBackoff = new(LeastDelay, LeaseTiming.UrgentInterval, Random.Shared);
    private readonly LeaseLog _log = new(logger);
    private NodeProfile _profile = profile;
    private LeaseSituation _situation = LeaseSituation.Initial;
    private KeepAliveStream? _stream;
    private Task? _acquiring;
    private Instant _acquireAt;
    private bool _burning;
    private long _lastNumber;

    private Instant Now => Instant.Now(clock);

    /// <summary>Runs until cancelled. The lease is then as it was: nothing is given up.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ApplyAsync(new LeaseInput.Started(Now, clock.GetUtcNow(), boot, state.Current.Lease, state.Current.Burnt));
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await ApplyAsync(new LeaseInput.Ticked(Now, clock.GetUtcNow()));
                await SendWhatIsDueAsync(cancellationToken);
                await WaitAsync(cancellationToken);
                while (_inbox.Reader.TryRead(out var message))
                    await message();
            }
        }
        finally
        {
            await CloseStreamAsync();
            if (_acquiring is not null)
                await _acquiring;
        }
    }

    /// <summary>The host was read back and is what the lease of this epoch says. From any thread.</summary>
    public void NoteConfigured(Epoch epoch) => Post(() => ApplyAsync(new LeaseInput.Configured(Now, epoch)));

    /// <summary>The node says something else of itself. From any thread.</summary>
    public void Introduce(NodeProfile changed) => Post(() =>
    {
        _profile = changed;
        return ApplyAsync(new LeaseInput.ProfileChanged(Now));
    });

    private void Post(Func<Task> message) => _inbox.Writer.TryWrite(message);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var wait = _situation.NextDue(now + LongestWait) - now;
        if (wait <= TimeSpan.Zero)
            return;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(wait);
        try
        {
            await _inbox.Reader.WaitToReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // Time is up, or the agent stops: the loop looks which.
        }
    }

    private async Task SendWhatIsDueAsync(CancellationToken cancellationToken)
    {
        if (_situation.IsAnswerOverdue(Now))
        {
            _log.RenewalUnanswered(_stream?.Coordinator);
            await LoseStreamAsync(TimeSpan.Zero);
        }

        if (_situation.IsRenewalDue(Now))
            await RenewAsync();

        if (_acquiring is { IsFaulted: true })
            await _acquiring;
        if (!_situation.WantsGrant || _acquiring is not null || Now < _acquireAt)
            return;

        if (_burning)
            await BurnAsync();
        if (!_burning)
            StartAcquiring(cancellationToken);
    }

    private void StartAcquiring(CancellationToken cancellationToken)
    {
        var introduced = _profile;
        var request = LeaseRequests.Acquire(introduced, state.Current, _situation, NewRequestId());
        _acquiring = Task.Run(() => AcquireAsync(introduced, request, cancellationToken), CancellationToken.None);
    }

    private async Task RenewAsync()
    {
        _stream ??= new KeepAliveStream(
            _renewCursor.Current,
            (stream, response) => Post(() => TakeAnswerAsync(stream, response)),
            (stream, error) => Post(() => TakeEndAsync(stream, error)));

        // The moment of sending is taken before the request is queued: the belief that it buys can only be shorter for it (rule 4).
        var number = ++_lastNumber;
        await ApplyAsync(new LeaseInput.RenewalSent(Now, number, Random.Shared.NextDouble()));
        if (_situation.Lease is { } lease)
            _stream.Send(LeaseRequests.KeepAlive(_profile, state.Current, lease, number));
    }

    private async Task TakeAnswerAsync(KeepAliveStream stream, KeepAliveResponse response)
    {
        if (stream != _stream)
            return;

        switch (response.ResultCase)
        {
            case KeepAliveResponse.ResultOneofCase.Renewal when LeaseReader.IsTimeToLive(response.Renewal.TimeToLive):
                _renewBackoff.Reset();
                await ApplyAsync(new LeaseInput.Renewed(Now, response.RequestNumber, new Epoch(response.Renewal.Epoch), response.Renewal.TimeToLive.ToTimeSpan()));
                break;
            case KeepAliveResponse.ResultOneofCase.Error when IsDenial(response.Error.Reason):
                _log.Denied(response.Error.Reason.ToWireName(), response.Error.Message);
                await ApplyAsync(new LeaseInput.Denied(Now, response.RequestNumber));
                break;
            case KeepAliveResponse.ResultOneofCase.Error:
                _log.RenewalFailed(stream.Coordinator, response.Error.Message);
                await ApplyAsync(new LeaseInput.RenewalLost(Now, _renewBackoff.Next()));
                break;
            default:
                _log.RenewalFailed(stream.Coordinator, "the answer says neither that the lease lives on nor why not");
                break;
        }
    }

    private async Task TakeEndAsync(KeepAliveStream stream, ServiceError error)
    {
        if (stream != _stream)
            return;

        _log.RenewalFailed(stream.Coordinator, error.Message);
        await LoseStreamAsync(_renewBackoff.Next());
    }

    private async Task LoseStreamAsync(TimeSpan delay)
    {
        await CloseStreamAsync();
        _renewCursor.MoveOn();
        if (!_situation.Unanswered.IsEmpty)
            await ApplyAsync(new LeaseInput.RenewalLost(Now, delay));
    }

    private async Task CloseStreamAsync()
    {
        if (_stream is { } stream)
        {
            _stream = null;
            await stream.DisposeAsync();
        }
    }

    private async Task AcquireAsync(NodeProfile introduced, AcquireLeaseRequest request, CancellationToken cancellationToken)
    {
        var coordinator = _acquireCursor.Current;
        var sentAt = Now;
        try
        {
            var response = await coordinator.Leases.AcquireLeaseAsync(request, deadline: DateTime.UtcNow + AcquireTimeout, cancellationToken: cancellationToken);
            if (LeaseReader.TryRead(response, introduced.Node, out var lease, out var token, out var fault))
                Post(() => TakeGrantAsync(coordinator, introduced, new LeaseInput.Granted(Now, sentAt, lease), token));
            else
                Post(() => PauseAcquiring(coordinator, fault, null));
        }
        catch (RpcException exception)
        {
            var error = ServiceError.From(exception);
            Post(() => PauseAcquiring(coordinator, $"{Name(error)}: {error.Message}", error.RetryDelay));
        }
    }

    private async Task TakeGrantAsync(Coordinator coordinator, NodeProfile introduced, LeaseInput.Granted granted, LeaseToken? token)
    {
        granted = granted with { Now = Now };
        var next = LeaseMachine.Step(_situation, granted);
        if (next.WantsGrant || next.Lease is null)
        {
            await PauseAcquiring(coordinator, $"the grant of {granted.Lease} is outdated", null);
            return;
        }

        // A new hold is adopted only once it is on the disk: a restart must never find an older one there and believe it.
        try
        {
            await state.UpdateAsync(saved => saved with { Lease = ToSaved(next), Token = token, UnansweredRelease = Epoch.None });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await PauseAcquiring(coordinator, $"the lease cannot be saved: {exception.Message}", null);
            return;
        }

        _acquiring = null;
        _acquireBackoff.Reset();
        await ApplyAsync(granted with { Now = Now });
        if (introduced != _profile)
            await ApplyAsync(new LeaseInput.ProfileChanged(Now));
    }

    private Task PauseAcquiring(Coordinator coordinator, string reason, TimeSpan? retryDelay)
    {
        _acquiring = null;
        _acquireCursor.MoveOn();
        var delay = _acquireBackoff.Next();
        if (retryDelay > delay)
            delay = retryDelay.Value < MostAcquireDelay ? retryDelay.Value : MostAcquireDelay;
        _acquireAt = Now + delay;
        _log.AcquireFailed(coordinator, reason);
        return Task.CompletedTask;
    }

    private async Task ApplyAsync(LeaseInput input)
    {
        var before = _situation;
        _situation = LeaseMachine.Step(before, input);
        if (_situation == before)
            return;

        _log.Changed(before, _situation);
        publish(_situation);
        if (_situation.Burnt > before.Burnt)
            await BurnAsync();
        else if (_situation.Lease is not null && _situation.Deadline != before.Deadline)
            state.UpdateInBackground(saved => saved with { Lease = ToSaved(_situation) });
    }

    /// <summary>Rule 7: until the given-up epoch is on the disk, nobody is told of it; not even a new lease is asked for.</summary>
    private async Task BurnAsync()
    {
        try
        {
            await state.UpdateAsync(saved => saved with { Lease = null, Burnt = Epoch.Max(saved.Burnt, _situation.Burnt) });
            _burning = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _log.BurnFailed(exception.Message);
            _acquireAt = Now + _acquireBackoff.Next();
            _burning = true;
        }
    }

    private SavedLease? ToSaved(LeaseSituation situation) => situation.Lease is { } lease ? new SavedLease(lease, boot, situation.Deadline) : null;

    private static bool IsDenial(ErrorReason reason) => reason is ErrorReason.LeaseNotFound or ErrorReason.PoolNotFound
        or ErrorReason.EpochStale or ErrorReason.LeaseRevoked or ErrorReason.NodeIdInUse;

    private static string Name(ServiceError error) => error.Reason == ErrorReason.Unspecified ? error.StatusCode.ToString() : error.Reason.ToWireName();

    private static string NewRequestId() => Guid.NewGuid().ToString("n");
}
