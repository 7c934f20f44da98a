using System.Globalization;

namespace ActorNet.Agent.Leasing;

/// <summary>One line that says where the agent stands with its lease, for <c>systemctl status</c>.</summary>
internal static class LeaseStatus
{
    public static string Of(LeaseSituation situation) => situation.Phase switch
    {
        LeasePhase.Init or LeasePhase.Acquiring => "Asking for a lease.",
        LeasePhase.Lapsed => $"{situation.Lease} lapsed; asking for it again.",
        LeasePhase.Revoked => "The lease was taken back; asking for another one.",
        LeasePhase.Configuring => $"Setting the host up for {situation.Lease}.",
        LeasePhase.Renumbering => $"Changing the host from {string.Join(", ", situation.LatestSubnets)} to {situation.Lease}.",
        LeasePhase.Held or LeasePhase.Stale or LeasePhase.Suspect => $"{Word(situation.Phase)} {situation.Lease}{MoveOf(situation)}.",
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation.Phase, "Not a phase."),
    };

    private static string Word(LeasePhase phase) => phase switch
    {
        LeasePhase.Stale => "No coordinator confirms",
        LeasePhase.Suspect => "Confirming",
        _ => "Holding",
    };

    private static string MoveOf(LeaseSituation situation) =>
        situation.GivenUp is { } givenUp ? $"; has given up {givenUp}, which no coordinator has ended yet"
        : !situation.TakingDown.IsEmpty ? $"; taking {string.Join(", ", situation.TakingDown)} off the host"
        : situation is { LeaveAt: { } due, UsedLeaving: { IsEmpty: false } used } && situation.LastTick.Now >= due ? $"; keeps {string.Join(", ", used)} for as long as Docker gives addresses of it"
        : situation.LeaveAt is { } leaveAt ? $"; has both until {WallOf(situation, leaveAt)}"
        : situation is { MustMove: true, Lease.Leaving.IsEmpty: true } ? "; has to move, asking for another subnet"
        : "";

    private static string WallOf(LeaseSituation situation, Clocks.Instant moment) =>
        (situation.LastTick.Wall + (moment - situation.LastTick.Now)).UtcDateTime.ToString("yyyy-MM-ddTHH:mmZ", CultureInfo.InvariantCulture);
}
