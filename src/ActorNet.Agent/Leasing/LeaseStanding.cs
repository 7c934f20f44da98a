using ActorNet.Agent.Clocks;
using ActorNet.Agent.Identity;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// Where the agent stands with its lease: takes every input through <see cref="LeaseMachine"/>, and does what follows of a step: it is counted, logged, published, and what a restart
/// may believe of it is saved. <paramref name="publish"/> gets every new situation. For the keeper's loop only, apart from <see cref="Counts"/>.
/// </summary>
internal sealed class LeaseStanding(StateKeeper state, BootId boot, TimeProvider clock, Action<LeaseSituation> publish, LeaseLog log)
{
    private volatile LeaseCounts _counts = LeaseCounts.None;

    /// <summary>What is so now.</summary>
    public LeaseSituation Situation { get; private set; } = LeaseSituation.Initial;

    /// <summary>What became of the requests. For any thread.</summary>
    public LeaseCounts Counts => _counts;

    /// <summary>Whether what was given up has yet to be erased on the disk.</summary>
    public bool OwesErasing { get; private set; }

    public Instant Now => Instant.Now(clock);

    /// <summary>Takes a step.</summary>
    public async Task ApplyAsync(LeaseInput input)
    {
        var before = Situation;
        Situation = LeaseMachine.Step(before, input);
        _counts = _counts.After(input, before, Situation);
        if (Situation == before)
            return;

        log.Changed(before, Situation);
        publish(Situation);
        switch (LeaseSaving.NeedAfter(before, Situation))
        {
            case SavingNeed.Burnt or SavingNeed.GivenUp:
                await EraseAsync();
                break;
            case SavingNeed.Deadline:
                state.UpdateInBackground(saved => LeaseSaving.Extended(saved, Situation, boot));
                break;
        }
    }

    /// <summary>Whether a grant would be taken, and is not outdated.</summary>
    public bool Takes(LeaseInput.Granted granted) => LeaseMachine.Takes(Situation, granted);

    /// <summary>Has on the disk what a grant will make of the situation, before it does.</summary>
    /// <exception cref="IOException">It cannot be saved.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be saved.</exception>
    public async Task SaveAsync(LeaseInput.Granted granted, LeaseToken? token)
    {
        var next = LeaseMachine.Step(Situation, granted);
        await state.UpdateAsync(saved => LeaseSaving.Adopted(saved, next, boot, token));
    }

    /// <summary>Rule 7: until the given-up epoch, or part of a lease, is on the disk, nobody is told of it; not even a new lease is asked for.</summary>
    public async Task EraseAsync()
    {
        try
        {
            await state.UpdateAsync(saved => Situation.Lease is null ? LeaseSaving.Burnt(saved, Situation) : LeaseSaving.Extended(saved, Situation, boot));
            OwesErasing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.EraseFailed(exception.Message);
            OwesErasing = true;
        }
    }

    /// <summary>A lease was asked for and not given, or could not be taken.</summary>
    public void CountRefusal() => _counts = _counts with { GrantsRefused = _counts.GrantsRefused + 1 };
}
