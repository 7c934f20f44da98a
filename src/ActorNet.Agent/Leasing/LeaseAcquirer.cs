using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Client.Calls;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// Asks for a lease when there is a reason to: there is none, the coordinators do not know what the node says of itself, it is to move, or would like another size. One request at a time, beside the
/// keeper's loop; everything else is on it, answers too, which come by way of <paramref name="post"/>.
/// </summary>
internal sealed class LeaseAcquirer(
    NodeProfile profile, CoordinatorClient client, StateKeeper state, LeaseStanding standing, Action<Func<Task>> post, TimeProvider clock, LeaseLog log)
{
    // Many nodes at once are served in order, so half a second says less about a replica than it does for other calls.
    private static readonly CallSettings AcquirePatience = new(TimeSpan.FromSeconds(5)) { HedgeAfter = TimeSpan.FromMilliseconds(500) };

    private readonly AcquirePace _pace = new(clock);
    private NodeProfile _profile = profile;

    /// <summary>What is on the disk; the state in memory can be ahead of it.</summary>
    private Introduction _introduction = state.Current.Introduction;
    private Task? _acquiring;

    /// <summary>The situation that was last looked at.</summary>
    private LeaseSituation _known = LeaseSituation.Initial;

    /// <summary>The version of the pool that the coordinators last told all of; 0: none yet.</summary>
    private long _poolVersion;

    /// <summary>From when on a lease is to be asked for; null: it is not, for now.</summary>
    public Instant? DueAt => MayAcquire ? _pace.NextAt(MayWait) : null;

    /// <summary>Ends when no request is under way.</summary>
    public Task Ending => _acquiring ?? Task.CompletedTask;

    private LeaseSituation Situation => standing.Situation;

    private bool MayAcquire => (Situation.WantsGrant || WantsOtherSize) && _acquiring is null;

    private bool WantsOtherSize => Situation is { Phase: LeasePhase.Held, Lease: { } lease } && !_profile.Aim.IsMetBy(lease);

    /// <summary>Whether the node has what it needs, and it may be that nothing comes of what it asks for.</summary>
    private bool MayWait => Situation.WantsOnlyToMove || !Situation.WantsGrant;

    /// <summary>The agent begins.</summary>
    public void Begin() => _pace.Begin();

    /// <summary>The node says something else of itself.</summary>
    public Task IntroduceAsync(NodeProfile changed)
    {
        _profile = changed;
        return standing.ApplyAsync(new LeaseInput.ProfileChanged(standing.Now));
    }

    /// <summary>The pool has this version: what it is now an answer to AcquireLease tells.</summary>
    public Task NotePoolAsync(long version) =>
        _poolVersion > 0 && version > _poolVersion ? standing.ApplyAsync(new LeaseInput.ProfileChanged(standing.Now)) : Task.CompletedTask;

    /// <summary>Asks if it is time; the answer is not waited for.</summary>
    public async Task AskIfDueAsync(CancellationToken cancellationToken)
    {
        if (_acquiring is { IsFaulted: true })
            await _acquiring;
        if (Situation.IsMoveNeedOther(_known) || Situation.Lease?.Epoch != _known.Lease?.Epoch)
            _pace.NoteOther();
        _known = Situation;
        if (DueAt is not { } due || standing.Now < due)
            return;

        if (standing.OwesErasing)
            await standing.EraseAsync();
        if (standing.OwesErasing)
            _pace.NoteFailed();
        else if (await TryNumberAsync())
            StartAcquiring(cancellationToken);
    }

    private void StartAcquiring(CancellationToken cancellationToken)
    {
        _pace.NoteAsked(MayWait);
        var introduced = _profile;
        var request = LeaseRequests.Acquire(introduced, state.Current, _introduction.Version, Situation, Guid.NewGuid().ToString("n"));
        _acquiring = Task.Run(() => AcquireAsync(introduced, request, cancellationToken), CancellationToken.None);
    }

    private async Task AcquireAsync(NodeProfile introduced, AcquireLeaseRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.CallAsync(
                (invoker, options) => new LeaseService.LeaseServiceClient(invoker).AcquireLeaseAsync(request, options), AcquirePatience, cancellationToken);
            if (LeaseReader.TryRead(answer.Value, introduced.Node, out var lease, out var token, out var fault) && (fault = introduced.FindFault(lease)) is null)
                post(() => TakeGrantAsync(introduced, new LeaseInput.Granted(standing.Now, Instant.At(clock, answer.SentAt), lease), token, answer.Value));
            else
                post(() => PauseAcquiring($"{answer.Replica}: {fault}", null));
        }
        catch (CoordinatorCallException exception)
        {
            var reasons = exception.Failures.Select(failure => $"{failure}: {Name(failure.Error)}: {failure.Error.Message}");
            post(() => TakeRefusalAsync(exception, string.Join("; ", reasons)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    private async Task TakeGrantAsync(NodeProfile introduced, LeaseInput.Granted granted, LeaseToken? token, AcquireLeaseResponse answer)
    {
        granted = granted with { Now = standing.Now };
        if (!standing.Takes(granted))
        {
            await PauseAcquiring($"the grant of {granted.Lease} is outdated", null);
            return;
        }

        try
        {
            await standing.SaveAsync(granted, token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await PauseAcquiring($"the lease cannot be saved: {exception.Message}", null);
            return;
        }

        _acquiring = null;
        _pace.NoteGranted();
        _poolVersion = answer.Pool.Version;
        await standing.ApplyAsync(granted with { Now = standing.Now });
        log.Sized(granted.Lease, answer.Ipv4Size, answer.Ipv6Size);
        if (introduced != _profile)
            await standing.ApplyAsync(new LeaseInput.ProfileChanged(standing.Now));
    }

    private async Task TakeRefusalAsync(CoordinatorCallException exception, string reasons)
    {
        // A pool that the coordinators chose and that is gone: they may choose another one. A configured pool is asked for until it is there.
        if (exception.Failures.Any(failure => failure.Error.Reason == ErrorReason.PoolNotFound) && state.Current is { Pool: "", NamedPool: not "" } && !Situation.Believes)
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
        standing.CountRefusal();
        _pace.NoteFailed(retryDelay);
        log.AcquireFailed(reason);
        return Task.CompletedTask;
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

    private static string Name(ServiceError error) => error.Reason == ErrorReason.Unspecified ? error.StatusCode.ToString() : error.Reason.ToWireName();
}
