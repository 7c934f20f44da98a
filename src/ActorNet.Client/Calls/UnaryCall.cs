using ActorNet.Client.Connections;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Pacing;
using Grpc.Core;

namespace ActorNet.Client.Calls;

/// <summary>One call, made: does what <see cref="CallPlan"/> says.</summary>
internal sealed class UnaryCall<T>(
    ReplicaSet replicas,
    Func<CallInvoker, CallOptions, AsyncUnaryCall<T>> call,
    CallSettings settings,
    TimeProvider time,
    Random random)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly long _start = time.GetTimestamp();
    private readonly Backoff _backoff = new(FirstPause, LongestPause, random);
    private readonly List<Attempt> _running = [];
    private readonly Dictionary<ReplicaAddress, EndpointFailure> _failures = [];
    private CallPlan _plan = new(settings.Timeout, settings.HedgeAfter);

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Makes it.</summary>
    /// <param name="unresolved">What is to be told of names without an address if nobody answers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CoordinatorCallException">It was refused, or nobody could do it in time.</exception>
    public async Task<Answer<T>> RunAsync(Func<IEnumerable<EndpointFailure>> unresolved, CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                switch (_plan.Next(Now, replicas.All))
                {
                    case CallStep.Ask ask:
                        Ask(ask, losers.Token);
                        break;
                    case CallStep.Wait wait:
                        if (await WaitAsync(wait.Until, losers.Token).ConfigureAwait(false) is { } answer)
                            return answer;
                        break;
                    default:
                        throw GiveUp(unresolved());
                }
            }
        }
        finally
        {
            await losers.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Ask(CallStep.Ask ask, CancellationToken cancellationToken)
    {
        if (ask.IsExtra && !replicas.TrySpendRetry())
            _plan = _plan.Denied();
        else if (replicas.TryConnect(ask.Except) is { } connection)
        {
            _plan = _plan.Asked(connection.Replica, Now);
            _running.Add(new Attempt(connection.Replica, Now, AttemptAsync(connection, cancellationToken)));
        }
    }

    private async Task<Outcome> AttemptAsync(ReplicaConnection connection, CancellationToken cancellationToken)
    {
        using (connection)
        {
            var sentAt = time.GetTimestamp();
            try
            {
                using var running = call(connection.Invoker, new CallOptions(deadline: DateTime.UtcNow + (settings.Timeout - Now), cancellationToken: cancellationToken));
                var value = await running.ResponseAsync.ConfigureAwait(false);
                return new Outcome(new Answer<T>(value, connection.Replica, sentAt), null, Verdict.Final);
            }
            catch (RpcException exception)
            {
                var failure = exception.StatusCode == StatusCode.DeadlineExceeded
                    ? EndpointFailure.Silent(connection.Replica, time.GetElapsedTime(sentAt))
                    : EndpointFailure.Of(connection.Replica, exception);
                return new Outcome(null, failure, Verdicts.Of(failure, exception.Status.DebugException));
            }
        }
    }

    private async Task<Answer<T>?> WaitAsync(TimeSpan until, CancellationToken cancellationToken)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = until - Now;
        var alarm = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, wake.Token);
        await Task.WhenAny([alarm, .. _running.Select(attempt => attempt.Outcome)]).ConfigureAwait(false);
        await wake.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        // An answer counts, whatever else happened at the same time.
        var ended = _running.Where(attempt => attempt.Outcome.IsCompleted).ToList();
        _running.RemoveAll(ended.Contains);
        foreach (var attempt in ended)
        {
            if ((await attempt.Outcome.ConfigureAwait(false)).Answer is { } answer)
            {
                LeaveTheSilent();
                replicas.NoteAnswer(answer.Replica);
                return answer;
            }
        }

        foreach (var attempt in ended)
            Take(await attempt.Outcome.ConfigureAwait(false));
        return null;
    }

    private void Take(Outcome outcome)
    {
        var (failure, verdict) = (outcome.Failure!, outcome.Verdict);
        var replica = failure.Replica!;
        if (verdict == Verdict.Final)
        {
            replicas.NoteAnswer(replica);
            throw new CoordinatorCallException([failure]);
        }

        _failures[replica] = failure;
        if (verdict.IsAboutReplica())
            replicas.NoteFailure(replica);
        _plan = _plan.AttemptFailed(replica, verdict, Now, _backoff.Next(failure.Error.RetryDelay), replicas.All);
    }

    /// <summary>Whoever was asked before the one that answered, and has had the time to answer, is not asked first next time.</summary>
    private void LeaveTheSilent()
    {
        foreach (var attempt in _running.Where(attempt => Now - attempt.StartedAt >= settings.HedgeAfter))
            replicas.NoteFailure(attempt.Replica);
    }

    private CoordinatorCallException GiveUp(IEnumerable<EndpointFailure> unresolved)
    {
        foreach (var attempt in _running)
        {
            _failures[attempt.Replica] = EndpointFailure.Silent(attempt.Replica, Now - attempt.StartedAt);
            replicas.NoteFailure(attempt.Replica);
        }

        EndpointFailure[] failures =
        [
            .. replicas.All.Where(_failures.ContainsKey).Select(replica => _failures[replica]),
            .. _failures.Where(pair => !replicas.All.Contains(pair.Key)).Select(pair => pair.Value),
            .. unresolved,
        ];
        return new CoordinatorCallException(failures);
    }

    private readonly record struct Attempt(ReplicaAddress Replica, TimeSpan StartedAt, Task<Outcome> Outcome);

    private readonly record struct Outcome(Answer<T>? Answer, EndpointFailure? Failure, Verdict Verdict);
}
