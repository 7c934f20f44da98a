using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Status;

namespace ActorNet.Agent.Tests.Status;

public sealed class ReadinessTests
{
    private static readonly Instant Now = new(TimeSpan.FromHours(100));
    private static readonly HeldLease Lease = new("default", [Prefix.Parse("10.244.1.0/24")], new Epoch(7), TimeSpan.FromHours(24), [Prefix.Parse("10.244.0.0/16")]);
    private static readonly LeaseSituation Held = LeaseSituation.Initial with
    {
        Phase = LeasePhase.Held, Lease = Lease, Deadline = Now + TimeSpan.FromHours(23), ConfirmedAt = Now, ConfiguredEpoch = Lease.Epoch,
    };

    private static readonly HostObservation Right = new("docker0", [], Lease.Epoch, Lease.Subnets, 1, 0, []) { IsRight = true };

    private static readonly DockerSnapshot NoDocker = new(DockerMode.None);

    [Fact]
    public void A_lease_that_the_host_is_set_up_for_makes_it_ready() => Assert.Empty(Readiness.Obstacles(Held, Right, NoDocker, Now));

    [Theory]
    [InlineData(LeasePhase.Init)]
    [InlineData(LeasePhase.Acquiring)]
    [InlineData(LeasePhase.Lapsed)]
    [InlineData(LeasePhase.Revoked)]
    internal void Without_a_belief_it_is_not(LeasePhase phase) =>
        Assert.Contains("holds no lease", Assert.Single(Readiness.Obstacles(Held with { Phase = phase, Lease = phase == LeasePhase.Lapsed ? Lease : null }, Right, NoDocker, Now)));

    [Fact]
    public void A_deadline_that_has_passed_counts_whether_or_not_the_lapse_was_noticed() =>
        Assert.Contains("holds no lease", Assert.Single(Readiness.Obstacles(Held, Right, NoDocker, Held.Deadline)));

    [Fact]
    public void With_all_coordinators_down_it_stays_ready_until_the_deadline_is_near()
    {
        var stale = Held with { Phase = LeasePhase.Stale };

        Assert.Empty(Readiness.Obstacles(stale, Right, NoDocker, stale.Deadline - TimeSpan.FromMinutes(6)));
        Assert.Contains("ends in", Assert.Single(Readiness.Obstacles(stale, Right, NoDocker, stale.Deadline - TimeSpan.FromMinutes(4))));
    }

    [Fact]
    public void The_usual_time_between_renewals_of_the_shortest_lease_is_not_near()
    {
        var timeToLive = LeaseTiming.LeastTimeToLive;
        var brief = Held with { Lease = Lease with { TimeToLive = timeToLive }, Deadline = LeaseTiming.BelievedUntil(Now, timeToLive) };

        Assert.Empty(Readiness.Obstacles(brief, Right, NoDocker, Now + LeaseTiming.RenewalInterval(timeToLive)));
    }

    [Fact]
    public void A_host_that_is_not_set_up_or_was_changed_is_not_ready()
    {
        Assert.Contains("not set up", Assert.Single(Readiness.Obstacles(Held with { ConfiguredEpoch = new Epoch(6) }, Right, NoDocker, Now)));
        Assert.Contains("read back", Assert.Single(Readiness.Obstacles(Held, Right with { IsRight = false }, NoDocker, Now)));
    }
}
