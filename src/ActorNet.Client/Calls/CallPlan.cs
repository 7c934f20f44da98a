using System.Collections.Immutable;
using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Calls;

/// <summary>What a call does next.</summary>
internal abstract record CallStep
{
    /// <summary>Asks a replica that is none of these; extra where one may have been asked already, and it has to be paid for.</summary>
    public sealed record Ask(ImmutableHashSet<ReplicaAddress> Except, bool IsExtra) : CallStep;

    /// <summary>Waits for an answer, but not longer than until then.</summary>
    public sealed record Wait(TimeSpan Until) : CallStep;

    /// <summary>Ends without an answer.</summary>
    public sealed record GiveUp : CallStep;
}

/// <summary>
/// One call over several replicas, as a value. Attempts go round the replicas: one that fails is followed at once by the next of the round, one
/// that is silent is joined by it (a hedge); a new round starts after a pause. Times count from the start of the call.
/// </summary>
/// <param name="Deadline">When the call ends in any case.</param>
/// <param name="HedgeAfter">How long the first attempt may be silent. Each further hedge waits twice as long as the one before.</param>
internal sealed record CallPlan(TimeSpan Deadline, TimeSpan HedgeAfter)
{
    private const int MostDoublings = 10;

    /// <summary>Who has been asked and has not answered yet.</summary>
    public ImmutableHashSet<ReplicaAddress> Running { get; private init; } = [];

    /// <summary>Who has failed in this round.</summary>
    public ImmutableHashSet<ReplicaAddress> Failed { get; private init; } = [];

    private TimeSpan NextAt { get; init; }

    private int Attempts { get; init; }

    /// <summary>How many of them may have cost somebody something.</summary>
    private int Sent { get; init; }

    private int Hedges { get; init; }

    private bool SomebodyIsThere { get; init; }

    /// <summary>What to do now.</summary>
    /// <param name="now">The present.</param>
    /// <param name="replicas">All replicas that there are now.</param>
    public CallStep Next(TimeSpan now, IReadOnlyCollection<ReplicaAddress> replicas)
    {
        var except = Running.Union(Failed);
        var isAnyoneLeft = replicas.Any(replica => !except.Contains(replica));
        var nobodyIsThere = Running.IsEmpty && !isAnyoneLeft && !SomebodyIsThere;
        if ((now >= Deadline && Attempts > 0) || nobodyIsThere || (Running.IsEmpty && NextAt >= Deadline))
            return new CallStep.GiveUp();
        if (!isAnyoneLeft)
            return new CallStep.Wait(Deadline);

        return now >= NextAt ? new CallStep.Ask(except, IsExtra: Sent > 0) : new CallStep.Wait(NextAt < Deadline ? NextAt : Deadline);
    }

    public CallPlan Asked(ReplicaAddress replica, TimeSpan now) => this with
    {
        Running = Running.Add(replica),
        Attempts = Attempts + 1,
        Sent = Sent + 1,
        Hedges = Running.IsEmpty ? 0 : Hedges + 1,
        NextAt = now + (HedgeAfter * (1 << Math.Min(Running.IsEmpty ? 0 : Hedges + 1, MostDoublings))),
    };

    /// <summary>An attempt may not be made: the budget is used up. The call lives on what is under way.</summary>
    public CallPlan Denied() => this with { NextAt = Deadline };

    /// <summary>An attempt failed.</summary>
    /// <param name="replica">Whose.</param>
    /// <param name="verdict">What that means; not <see cref="Verdict.Final"/>, which ends the call.</param>
    /// <param name="now">The present.</param>
    /// <param name="pause">How long to wait if another round is needed for an answer.</param>
    /// <param name="replicas">All replicas that there are now.</param>
    public CallPlan AttemptFailed(ReplicaAddress replica, Verdict verdict, TimeSpan now, TimeSpan pause, IReadOnlyCollection<ReplicaAddress> replicas)
    {
        var plan = this with
        {
            Running = Running.Remove(replica),
            Failed = Failed.Add(replica),
            Sent = verdict == Verdict.Absent ? Sent - 1 : Sent,
            SomebodyIsThere = SomebodyIsThere || verdict is not (Verdict.Absent or Verdict.Unreachable),
        };
        var roundIsOver = replicas.All(other => plan.Failed.Contains(other) || plan.Running.Contains(other));
        return (roundIsOver, verdict) switch
        {
            (false, Verdict.Later) => plan with { NextAt = now + pause },
            (false, _) => plan with { NextAt = now },
            (true, _) when !plan.SomebodyIsThere => plan,
            (true, _) => plan with { Failed = [], NextAt = now + pause },
        };
    }
}
