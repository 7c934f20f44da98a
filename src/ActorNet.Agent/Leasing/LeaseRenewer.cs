using ActorNet.Agent.Identity;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Pacing;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// Keeps a lease alive: sends a renewal when one is due, asks a second replica when the first is silent, and takes what they answer. On the keeper's loop, answers too, which come by way of <c>post</c>.
/// </summary>
internal sealed class LeaseRenewer : IAsyncDisposable
{
    private const int MostBusyAnswers = 2;
    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(200);

    private readonly StateKeeper _state;
    private readonly LeaseStanding _standing;
    private readonly Func<NodeAttestation?> _attest;
    private readonly Func<long, Task> _notePool;
    private readonly LeaseLog _log;
    private readonly RenewalStreams _streams;
    private readonly Backoff _backoff = new(LeastDelay, LeaseTiming.UrgentInterval, Random.Shared);
    private long _lastNumber;
    private int _busyAnswers;

    /// <summary>Sends nothing yet.</summary>
    /// <param name="client">The way to the coordinators.</param>
    /// <param name="state">Who this node is.</param>
    /// <param name="standing">Where it stands with its lease.</param>
    /// <param name="post">Puts on the loop what is to be done there; for any thread.</param>
    /// <param name="attest">What the node really has.</param>
    /// <param name="notePool">Takes the pool's version, as a renewal tells it.</param>
    /// <param name="log">What the operator is told.</param>
    public LeaseRenewer(
        CoordinatorClient client, StateKeeper state, LeaseStanding standing, Action<Func<Task>> post, Func<NodeAttestation?> attest, Func<long, Task> notePool, LeaseLog log)
    {
        (_state, _standing, _attest, _notePool, _log) = (state, standing, attest, notePool, log);
        _streams = new RenewalStreams(
            client,
            (stream, response) => post(() => TakeAnswerAsync(stream, response)),
            (stream, failure) => post(() => TakeEndAsync(stream, failure)));
    }

    private LeaseSituation Situation => _standing.Situation;

    /// <summary>Sends what is due.</summary>
    public async Task SendWhatIsDueAsync()
    {
        if (Situation.IsAnswerOverdue(_standing.Now))
            await NoteUnansweredAsync(await _streams.LeaveAllAsync());
        else if (Situation.IsHedgeDue(_standing.Now))
            await HedgeAsync();

        if (Situation.IsRenewalDue(_standing.Now))
            await RenewAsync();
    }

    public ValueTask DisposeAsync() => _streams.DisposeAsync();

    private async Task RenewAsync()
    {
        if (_streams.Choose() is { } stream)
        {
            await SendAsync(stream);
            return;
        }

        _log.NobodyKnown();
        await LoseAsync([await NoteSendingAsync()], _backoff.Next());
    }

    /// <summary>Asks a second replica as well. It is a renewal of its own, so its answer counts from when it was sent itself (rule 4).</summary>
    private async Task HedgeAsync()
    {
        if (_streams.ChooseSecond() is { } second)
            await SendAsync(second);
        else
            await _standing.ApplyAsync(new LeaseInput.HedgeDeferred(_standing.Now));
    }

    private async Task SendAsync(KeepAliveStream stream)
    {
        var number = await NoteSendingAsync();
        if (Situation.Lease is { } lease)
            stream.Send(LeaseRequests.KeepAlive(_state.Current, lease, number, _attest()));
    }

    /// <summary>The moment of sending is taken before the request is queued: the belief that it buys can only be shorter for it (rule 4).</summary>
    private async Task<long> NoteSendingAsync()
    {
        var number = ++_lastNumber;
        await _standing.ApplyAsync(new LeaseInput.RenewalSent(_standing.Now, number, Random.Shared.NextDouble()));
        return number;
    }

    private async Task TakeAnswerAsync(KeepAliveStream stream, KeepAliveResponse response)
    {
        if (!_streams.IsOpen(stream) || !stream.Accept(response))
            return;

        var number = response.RequestNumber;
        switch (response.ResultCase)
        {
            case KeepAliveResponse.ResultOneofCase.Renewal when FindFault(number, response.Renewal) is null:
                _backoff.Reset();
                _busyAnswers = 0;
                await TakeRenewalAsync(number, response.Renewal);
                await NoteUnansweredAsync(await _streams.SettleAsync(stream, number));
                break;
            case KeepAliveResponse.ResultOneofCase.Error when IsDenial(response.Error.Reason):
                _log.Denied(response.Error.Reason.ToWireName(), response.Error.Message);
                await _standing.ApplyAsync(new LeaseInput.Denied(_standing.Now, number));
                break;
            case KeepAliveResponse.ResultOneofCase.Error:
                await TakeErrorAsync(stream, number, response.Error);
                break;
            default:
                await TakeNonsenseAsync(stream, number, response.Renewal is { } renewal ? FindFault(number, renewal)! : "the answer says neither that the lease lives on nor why not");
                break;
        }
    }

    private string? FindFault(long number, LeaseRenewal renewal) =>
        !LeaseReader.IsTimeToLive(renewal.TimeToLive) ? $"the time to live is {LeaseReader.Text(renewal.TimeToLive)}; it has to be {LeaseTiming.LeastTimeToLive.TotalSeconds} s or more"
        : renewal.Epoch != Situation.Lease?.Epoch.Value && Situation.Unanswered.ContainsKey(number) ? $"epoch {renewal.Epoch} is renewed instead of {Situation.Lease?.Epoch}"
        : null;

    /// <summary>What a coordinator says makes no sense: another one is asked, and none at once.</summary>
    private async Task TakeNonsenseAsync(KeepAliveStream stream, long number, string fault)
    {
        _log.RenewalFailed(stream.Replica, fault);
        await _streams.LeaveAsync(stream);
        await LoseAsync([number, .. stream.Unanswered], _backoff.Next());
    }

    private async Task TakeRenewalAsync(long number, LeaseRenewal renewal)
    {
        await _standing.ApplyAsync(
            new LeaseInput.Renewed(_standing.Now, number, new Epoch(renewal.Epoch), renewal.TimeToLive.ToTimeSpan()) { MustMove = renewal.MustMove });
        await _notePool(renewal.PoolVersion);
    }

    /// <summary>The lease's owner is asked again later; over another replica if this one stops, or cannot reach the owner again and again.</summary>
    private async Task TakeErrorAsync(KeepAliveStream stream, long number, LeaseError error)
    {
        _log.RenewalFailed(stream.Replica, error.Message);
        var delay = _backoff.Next(HeededDelay(error));
        await LoseAsync([number], delay);
        if (error.Reason == ErrorReason.QueueFull || (error.Reason == ErrorReason.ShardUnavailable && ++_busyAnswers < MostBusyAnswers))
            return;

        _busyAnswers = 0;
        await _streams.LeaveAsync(stream);
        await LoseAsync(stream.Unanswered, delay);
    }

    /// <summary>What a coordinator asks for is heeded as far as the lease can wait: it must not lapse of that.</summary>
    private TimeSpan? HeededDelay(LeaseError error) =>
        RetryDelays.From(error.RetryDelay) is { } asked && Situation.Lease is { } lease ? LeaseTiming.HeededDelay(asked, lease.TimeToLive) : null;

    private async Task TakeEndAsync(KeepAliveStream stream, EndpointFailure failure)
    {
        if (!_streams.IsOpen(stream))
            return;

        _log.RenewalFailed(stream.Replica, failure.Error.Message);
        await _streams.LeaveAsync(stream);
        await LoseAsync(stream.Unanswered, _backoff.Next());
    }

    private async Task NoteUnansweredAsync(IReadOnlyCollection<KeepAliveStream> silent)
    {
        foreach (var stream in silent)
        {
            _log.RenewalUnanswered(stream.Replica);
            await LoseAsync(stream.Unanswered, TimeSpan.Zero);
        }
    }

    private Task LoseAsync(IReadOnlyCollection<long> numbers, TimeSpan delay) => _standing.ApplyAsync(new LeaseInput.RenewalLost(_standing.Now, numbers, delay));

    private static bool IsDenial(ErrorReason reason) => reason is ErrorReason.LeaseNotFound or ErrorReason.PoolNotFound
        or ErrorReason.EpochStale or ErrorReason.LeaseRevoked or ErrorReason.NodeIdInUse;
}
