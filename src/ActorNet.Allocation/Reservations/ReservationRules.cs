using System.Net.Sockets;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Reservations;

/// <summary>Which reservations there may be.</summary>
internal static class ReservationRules
{
    /// <summary>How many a pool may have: a shard is told all that concern it in one message.</summary>
    public const int MaxReservations = 1000;

    public static (ReservationCreated? Event, PoolReply Reply) Create(PoolAccount pool, CreateReservation wanted, Moment now)
    {
        if (pool.Reservations.TryGet(wanted.Name, out var existing))
        {
            return (null, IsSame(existing, wanted) ? new ReservationIsThere(existing) : new ReservationAlreadyExists(existing));
        }

        if (FindRefusal(pool, wanted) is { } refusal)
        {
            return (null, refusal);
        }

        var reservation = new Reservation(pool.Reservations.LastNumber + 1, wanted.Name, wanted.Cidr, wanted.Node, wanted.Reason, now.WallClock)
        {
            Drains = wanted.Drains,
        };
        return (new ReservationCreated(now.WallClock, pool.Spec.Name, pool.Spec.Generation, reservation), new ReservationIsThere(reservation));
    }

    public static (ReservationUpdated? Event, PoolReply Reply) Update(PoolAccount pool, UpdateReservation wanted, Moment now)
    {
        if (!pool.Reservations.TryGet(wanted.Number, out var before))
        {
            return (null, new ReservationNotFound(wanted.Number));
        }

        var after = before with { Drains = wanted.Drains ?? before.Drains, Reason = wanted.Reason ?? before.Reason };
        var change = after == before
            ? null
            : new ReservationUpdated(now.WallClock, pool.Spec.Name, pool.Spec.Generation, after.Number, after.Drains, after.Reason);
        return (change, new ReservationIsThere(after));
    }

    public static (ReservationDeleted? Event, PoolReply Reply) Delete(PoolAccount pool, long number, Moment now)
    {
        if (pool.Reservations.TryGet(number, out _))
        {
            return (new ReservationDeleted(now.WallClock, pool.Spec.Name, pool.Spec.Generation, number), new ReservationIsGone(number));
        }

        return (null, number <= pool.Reservations.LastNumber ? new ReservationIsGone(number) : new ReservationNotFound(number));
    }

    private static bool IsSame(Reservation existing, CreateReservation wanted) =>
        (existing.Cidr, existing.Node, existing.Reason, existing.Drains) == (wanted.Cidr, wanted.Node, wanted.Reason, wanted.Drains);

    private static PoolRefusal? FindRefusal(PoolAccount pool, CreateReservation wanted)
    {
        if (FindProblem(pool.Spec, wanted) is { } problem)
        {
            return new ReservationRangeRefused(problem);
        }

        if (pool.Reservations.FindOverlapping(wanted.Cidr) is { } other)
        {
            return new ReservationOverlap(wanted.Cidr, other);
        }

        if (wanted.Node is { } node && pool.Reservations.TryGetPin(node, wanted.Cidr.Family, out var pin))
        {
            return new NodeAlreadyPinned(node, pin);
        }

        return pool.Reservations.All.Count >= MaxReservations ? new TooManyReservations(MaxReservations) : null;
    }

    private static FieldProblem? FindProblem(PoolSpec pool, CreateReservation wanted)
    {
        var cidr = wanted.Cidr;
        var name = cidr.Family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
        if (pool.Family(cidr.Family) is not { } family)
        {
            return new FieldProblem("cidr", $"{cidr} is {name}, and pool '{pool.Name}' has no {name} addresses; give a range inside {string.Join(' ', pool.Cidrs)}");
        }

        if (!family.Cidrs.Any(part => part.Contains(cidr)))
        {
            return new FieldProblem("cidr", $"{cidr} is not inside one CIDR of pool '{pool.Name}'; give a range inside {string.Join(" or ", family.Cidrs)}");
        }

        if (cidr.Length > family.Longest)
        {
            return new FieldProblem("cidr", $"{cidr} is smaller than the smallest subnet of pool '{pool.Name}'; give a prefix length of {family.Longest} or less");
        }

        return wanted.Node is not null && cidr.Length < family.Shortest
            ? new FieldProblem(
                "cidr",
                $"{cidr} is larger than a node's subnet can be in pool '{pool.Name}'; for a node give a prefix length from {family.Shortest} to {family.Longest}")
            : null;
    }
}
