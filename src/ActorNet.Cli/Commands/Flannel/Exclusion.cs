using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>
/// Whether no subnet can be both flanneld's and ours: everything that a flanneld may pick is kept from our nodes by a reservation, or has a key of ours, which is in
/// flanneld's way and stays until we take it away.
/// </summary>
internal static class Exclusion
{
    /// <summary>The finding that a mirror mends by itself.</summary>
    public const string ClaimLost = "CLAIM_LOST";

    private const int MostTold = 20;

    /// <summary>Why a mirror does not start.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="against">What is against it, one thing at least.</param>
    public static CommandFailure Refusal(string pool, IReadOnlyList<MirrorFinding> against)
    {
        var first = against.Count > MostTold ? $", the first {MostTold} of them here" : "";
        return new CommandFailure(
            ExitCode.Refused, against[0].Code, $"the mirror does not start, because flanneld and pool {pool} could give the same subnet away; findings: {against.Count}{first}")
        {
            Violations = [.. against.Take(MostTold).Select(finding => new FieldViolation(finding.Code, finding.Message))],
            Advice = "'actornet flannel status' shows all there is.",
        };
    }

    /// <summary>Everything that is against it; empty where it holds.</summary>
    public static IReadOnlyList<MirrorFinding> Check(MirrorView view)
    {
        var findings = new List<MirrorFinding>();
        var claimed = view.Ours.SelectMany(entry => entry.Subnets).ToList();
        foreach (var range in view.Range)
        {
            var kept = view.Reservations.Where(reservation => reservation.OwnNode is null).Select(reservation => reservation.Range).Concat(claimed).ToList();
            foreach (var part in PrefixSets.Subtract(range, kept))
            {
                var pins = view.Reservations.Where(reservation => reservation.OwnNode is not null && reservation.Range.Overlaps(part)).ToList();
                findings.AddRange(pins.Select(Explain).Except(findings));
                findings.AddRange(PrefixSets.Subtract(part, [.. pins.Select(pin => pin.Range)]).Select(open => new MirrorFinding(
                    "NOT_RESERVED",
                    $"{open} is not reserved in pool {view.Pool.Name}, and flanneld may pick from it; 'actornet flannel prepare' reserves it as {FlannelNames.Reservation(open)}")));
            }
        }

        foreach (var held in view.OwnLeases)
        {
            foreach (var subnet in held.Subnets.Where(subnet => view.IsInRange(subnet) && !claimed.Exists(claim => claim.Contains(subnet))))
                findings.Add(new MirrorFinding(
                    "HELD_UNCLAIMED",
                    $"node {held.Lease.NodeId} holds {subnet}, which flanneld may pick as well, and flannel has no key of ours for it; release it with 'actornet lease release {held.Lease.NodeId}'"));
        }

        return findings;
    }

    /// <summary>Reservations that are not in force yet, where a flanneld may pick.</summary>
    public static IEnumerable<MirrorFinding> CheckInForce(MirrorView view) => view.Reservations
        .Where(reservation => reservation.IsHold && view.IsInRange(reservation.Range) && reservation.Reservation.State != Contracts.V1.ReservationState.Active)
        .Select(reservation => new MirrorFinding(
            "NOT_IN_FORCE",
            $"reservation {reservation.Reservation.Name} of {reservation.Range} is not in force yet{(reservation.Reservation.HolderCount > 0 ? $": {string.Join(' ', reservation.Reservation.Holders)} hold parts of it" : "; wait a moment")}"));

    private static MirrorFinding Explain(ReservedRange pin) => FlannelNames.ReadMoved(pin.Reservation.Reason) is not null
        ? new MirrorFinding(ClaimLost, $"{pin.Range} is pinned to node {pin.OwnNode}, which was moved, and flannel has no key of ours for it; the mirror makes it anew")
        : new MirrorFinding(
            "PIN_UNCLAIMED",
            $"reservation {pin.Reservation.Name} pins {pin.Range} to node {pin.OwnNode}, and flanneld may pick it; delete it, and let 'actornet flannel move' pin it when the node moves");
}
