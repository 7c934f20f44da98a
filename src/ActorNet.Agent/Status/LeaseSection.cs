using System.Collections.Immutable;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Status;

/// <summary>The lease: the states of <c>safety.md</c>.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">Since when it is that one, by the wall clock.</param>
/// <param name="Summary">One line on where the agent stands, the same that systemd shows.</param>
/// <param name="Pool">The lease's pool; null, like all of the rest: there is no lease.</param>
/// <param name="Subnets">Its subnets.</param>
/// <param name="Leaving">Those of them that the node is to give up.</param>
/// <param name="Epoch">Its generation.</param>
/// <param name="TimeToLiveSeconds">How long a confirmation lasts.</param>
/// <param name="Deadline">Until when the lease is believed in unless it is confirmed, by the wall clock as it is now.</param>
/// <param name="RemainingSeconds">The time until then; below 0: since then.</param>
/// <param name="ConfirmedSecondsAgo">When the request was sent whose answer is the latest proof of the lease.</param>
/// <param name="LeaveAt">When the subnets that it leaves are given up.</param>
/// <param name="ConfiguredEpoch">The epoch that the host is set up for; 0: none.</param>
/// <param name="BurntEpoch">The highest epoch that was given up; 0: none.</param>
/// <param name="Counts">What became of requests.</param>
internal sealed record LeaseSection(
    LeasePhase State,
    DateTimeOffset Since,
    string Summary,
    string? Pool,
    ImmutableArray<string> Subnets,
    ImmutableArray<string> Leaving,
    long? Epoch,
    double? TimeToLiveSeconds,
    DateTimeOffset? Deadline,
    double? RemainingSeconds,
    double? ConfirmedSecondsAgo,
    DateTimeOffset? LeaveAt,
    long ConfiguredEpoch,
    long BurntEpoch,
    LeaseCounts Counts) : IStatusSection
{
    private DateTimeOffset Now { get; init; }

    public static LeaseSection Of(LeaseWitness witness, LeaseCounts counts, Instant now, DateTimeOffset wall)
    {
        var (situation, since) = witness.Latest;
        var lease = situation.Lease;
        DateTimeOffset? WallOf(Instant? moment) => moment is { } known && lease is not null ? wall + (known - now) : null;
        return new LeaseSection(
            situation.Phase,
            since,
            LeaseStatus.Of(situation),
            lease?.Pool,
            [.. (lease?.Subnets ?? []).Select(subnet => subnet.ToString())],
            [.. (lease?.Leaving ?? []).Select(subnet => subnet.ToString())],
            lease?.Epoch.Value,
            lease?.TimeToLive.TotalSeconds,
            WallOf(situation.Deadline),
            lease is null ? null : (situation.Deadline - now).TotalSeconds,
            lease is null || !situation.Believes ? null : (now - situation.ConfirmedAt).TotalSeconds,
            WallOf(situation.LeaveAt),
            situation.ConfiguredEpoch.Value,
            situation.Burnt.Value,
            counts) { Now = wall };
    }

    public IEnumerable<(string Name, string Value)> ToRows()
    {
        yield return ("lease", Summary.TrimEnd('.'));
        yield return ("state", $"{State} since {Wording.Since(Since, Now)}");
        if (RemainingSeconds is { } remaining)
            yield return ("deadline", $"{Wording.Of(Deadline!.Value)}, {(remaining > 0 ? "in" : "PASSED before")} {Wording.Of(TimeSpan.FromSeconds(remaining))} (time to live {Wording.Of(TimeSpan.FromSeconds(TimeToLiveSeconds!.Value))})");
        if (ConfirmedSecondsAgo is { } ago)
            yield return ("confirmed", $"{Wording.Of(TimeSpan.FromSeconds(ago))} ago");
        yield return ("renewals", $"{Counts.RenewalsAnswered} answered, {Counts.RenewalsLost} lost, {Counts.RenewalsDenied} denied");
        yield return ("grants", $"{Counts.GrantsTaken} taken, {Counts.GrantsRefused} refused or failed");
    }

    public void Measure(MetricsText metrics)
    {
        foreach (var state in Enum.GetValues<LeasePhase>())
            metrics.Gauge("actornet_agent_lease_state", "1 for the state that the lease is in, 0 for all others.", state == State ? 1 : 0, ("state", state.ToString()));
        metrics.Gauge("actornet_agent_lease_state_duration_seconds", "How long the lease has been in its state, by the wall clock.", (Now - Since).TotalSeconds);
        if (Epoch is { } epoch)
        {
            metrics.Gauge("actornet_agent_lease_epoch", "The lease's generation.", epoch);
            metrics.Gauge("actornet_agent_lease_time_to_live_seconds", "How long a confirmation of the lease lasts.", TimeToLiveSeconds!.Value);
            metrics.Gauge("actornet_agent_lease_remaining_seconds", "The time until the lease ends unless it is confirmed; below 0: since it did.", RemainingSeconds!.Value);
        }

        metrics.Counter("actornet_agent_renewals_total", "Renewals by what became of them.", Counts.RenewalsAnswered, ("result", "answered"));
        metrics.Counter("actornet_agent_renewals_total", "", Counts.RenewalsLost, ("result", "lost"));
        metrics.Counter("actornet_agent_renewals_total", "", Counts.RenewalsDenied, ("result", "denied"));
        metrics.Counter("actornet_agent_grants_total", "Requests for a lease by what became of them.", Counts.GrantsTaken, ("result", "taken"));
        metrics.Counter("actornet_agent_grants_total", "", Counts.GrantsRefused, ("result", "refused"));
    }
}
