namespace ActorNet.Agent.Leasing;

/// <summary>What became of the requests that the agent has sent since it started.</summary>
/// <param name="RenewalsAnswered">The lease lived on.</param>
/// <param name="RenewalsLost">No answer came, or one that the owner could not be reached; they were sent again.</param>
/// <param name="RenewalsDenied">The owner said that the lease is not ours.</param>
/// <param name="GrantsTaken">A lease was given.</param>
/// <param name="GrantsRefused">None was, or one that could not be taken.</param>
internal sealed record LeaseCounts(long RenewalsAnswered, long RenewalsLost, long RenewalsDenied, long GrantsTaken, long GrantsRefused)
{
    public static readonly LeaseCounts None = new(0, 0, 0, 0, 0);

    /// <summary>Counts what an input has done to the situation.</summary>
    public LeaseCounts After(LeaseInput input, LeaseSituation before, LeaseSituation after) => input switch
    {
        LeaseInput.Renewed when before.Unanswered.Count > after.Unanswered.Count => this with { RenewalsAnswered = RenewalsAnswered + 1 },
        LeaseInput.RenewalLost => this with { RenewalsLost = RenewalsLost + before.Unanswered.Count - after.Unanswered.Count },
        LeaseInput.Denied when before.Believes && !after.Believes => this with { RenewalsDenied = RenewalsDenied + 1 },
        LeaseInput.Granted => this with { GrantsTaken = GrantsTaken + 1 },
        _ => this,
    };
}
