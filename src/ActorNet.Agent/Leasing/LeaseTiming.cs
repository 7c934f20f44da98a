using ActorNet.Agent.Clocks;

namespace ActorNet.Agent.Leasing;

/// <summary>The numbers of <c>safety.md</c>.</summary>
internal static class LeaseTiming
{
    /// <summary>rho: how far the rates of two clocks may be apart.</summary>
    private const double ClockDrift = 0.01;

    /// <summary>The least time to live that the contract allows.</summary>
    public static readonly TimeSpan LeastTimeToLive = TimeSpan.FromSeconds(5);

    /// <summary>How often an agent that got no answer asks again.</summary>
    public static readonly TimeSpan UrgentInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SecondReplicaPatience = TimeSpan.FromMilliseconds(450);
    private static readonly TimeSpan ReplicaPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MarginFloor = TimeSpan.FromMilliseconds(50);

    /// <summary>m: by how much sooner than the owner the agent stops believing.</summary>
    public static TimeSpan Margin(TimeSpan timeToLive) => (2 * ClockDrift * timeToLive) + MarginFloor;

    /// <summary>R: the time between two renewals.</summary>
    public static TimeSpan RenewalInterval(TimeSpan timeToLive) => Shorter(timeToLive / 3, LongestInterval);

    /// <summary>Until when a request's answer lets the agent believe, counted from when it was sent (rule 4).</summary>
    public static Instant BelievedUntil(Instant sentAt, TimeSpan timeToLive) => sentAt + timeToLive - Margin(timeToLive);

    /// <summary>How long a renewal may go unanswered before a second replica is asked as well.</summary>
    public static TimeSpan HedgePatience(TimeSpan timeToLive) => Shorter(SecondReplicaPatience, timeToLive / 10);

    /// <summary>How long a renewal may go unanswered before whoever was asked is given up.</summary>
    public static TimeSpan AnswerPatience(TimeSpan timeToLive) => Shorter(ReplicaPatience, timeToLive / 5);

    /// <summary>How much of a delay that a coordinator asks for is waited: there is time for several more attempts before the lease ends.</summary>
    public static TimeSpan HeededDelay(TimeSpan asked, TimeSpan timeToLive) => Shorter(asked, RenewalInterval(timeToLive) / 3);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
