using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// One pool's reservations, and how much of the pool they keep from everybody. Persistent, and kept with every change of a lease; a pool without
/// reservations pays nothing for it.
/// </summary>
internal sealed class DirectoryReservations
{
    public static readonly DirectoryReservations Empty = new([], ImmutableSortedDictionary<ReservationName, Prefix>.Empty, UInt128.Zero, UInt128.Zero);

    private readonly ImmutableSortedSet<Row> rows;
    private readonly ImmutableSortedDictionary<ReservationName, Prefix> names;
    private readonly UInt128 ipv4;
    private readonly UInt128 ipv6;

    private DirectoryReservations(ImmutableSortedSet<Row> rows, ImmutableSortedDictionary<ReservationName, Prefix> names, UInt128 ipv4, UInt128 ipv6) =>
        (this.rows, this.names, this.ipv4, this.ipv6) = (rows, names, ipv4, ipv6);

    public int Count => rows.Count;

    /// <summary>All of them, by name.</summary>
    public IEnumerable<DirectoryReservation> All => names.Values.Select(cidr => At(cidr)!);

    /// <summary>How much is reserved and neither held nor quarantined, in the units of <see cref="FamilyTally"/>.</summary>
    public UInt128 Reserved(AddressFamily family) => family == AddressFamily.InterNetwork ? ipv4 : ipv6;

    public DirectoryReservation? Find(ReservationName name) => names.TryGetValue(name, out var cidr) ? At(cidr) : null;

    /// <summary>The pins of a node, IPv4 first.</summary>
    public IEnumerable<DirectoryReservation> PinsOf(NodeId node) => rows.Select(row => row.Reserved!).Where(reserved => reserved.Reservation.Node == node);

    /// <summary>Those that share an address with a prefix, in address order.</summary>
    public IEnumerable<DirectoryReservation> Overlapping(Prefix prefix)
    {
        if (rows.IsEmpty)
        {
            yield break;
        }

        for (var around = prefix; around.Length > 0;)
        {
            around = around.Parent;
            if (At(around) is { } found)
            {
                yield return found;
                yield break;
            }
        }

        var index = rows.IndexOf(new Row(prefix, null));
        for (index = index < 0 ? ~index : index; index < rows.Count && prefix.Contains(rows[index].Cidr); index++)
        {
            yield return rows[index].Reserved!;
        }
    }

    /// <summary>Takes one in.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="revision">The position of its creation.</param>
    /// <param name="leases">The leases that may have a part of its range.</param>
    /// <param name="pool">The pool.</param>
    public DirectoryReservations Add(Reservation reservation, long revision, IEnumerable<DirectoryLease> leases, PoolSpec pool)
    {
        var family = pool.Family(reservation.Cidr.Family)!;
        var reserved = leases
            .SelectMany(lease => lease.Subnets, (lease, subnet) => (Lease: lease, Subnet: subnet))
            .Where(pair => pair.Subnet.Overlaps(reservation.Cidr))
            .Aggregate(new DirectoryReservation(reservation, revision, UInt128.Zero, 0), (sum, pair) => sum.With(pair.Lease, pair.Subnet, family));
        return new DirectoryReservations(rows, names.SetItem(reservation.Name, reservation.Cidr), ipv4, ipv6).Set(before: null, reserved, family);
    }

    /// <summary>Changes the one of a number; its range and its node stay.</summary>
    public DirectoryReservations Update(ReservationUpdated updated, long revision, PoolSpec pool) =>
        rows.FirstOrDefault(row => row.Reserved!.Reservation.Number == updated.Number).Reserved is { } before
            ? Set(
                before,
                before with { Reservation = before.Reservation with { Drains = updated.Drains, Reason = updated.Reason }, Revision = revision },
                pool.Family(before.Reservation.Cidr.Family)!)
            : this;

    /// <summary>Forgets the one of a number.</summary>
    public DirectoryReservations Remove(long number, PoolSpec pool) =>
        rows.FirstOrDefault(row => row.Reserved!.Reservation.Number == number).Reserved is { } reserved
            ? new DirectoryReservations(rows, names.Remove(reserved.Reservation.Name), ipv4, ipv6)
                .Set(reserved, after: null, pool.Family(reserved.Reservation.Cidr.Family)!)
            : this;

    /// <summary>Counts what a node has now in place of what it had before.</summary>
    public DirectoryReservations Replace(DirectoryLease? before, DirectoryLease? after, PoolSpec pool) =>
        rows.IsEmpty ? this : Recount(before, after, pool);

    private DirectoryReservations Recount(DirectoryLease? before, DirectoryLease? after, PoolSpec pool)
    {
        var without = Change(this, before, pool, (reserved, subnet, family) => reserved.Without(before!, subnet, family));
        return Change(without, after, pool, (reserved, subnet, family) => reserved.With(after!, subnet, family));
    }

    private static DirectoryReservations Change(
        DirectoryReservations reservations,
        DirectoryLease? lease,
        PoolSpec pool,
        Func<DirectoryReservation, Prefix, FamilySpec, DirectoryReservation> change)
    {
        foreach (var subnet in lease?.Subnets ?? [])
        {
            var family = pool.Family(subnet.Family)!;
            foreach (var reserved in reservations.Overlapping(subnet).ToList())
            {
                reservations = reservations.Set(reserved, change(reserved, subnet, family), family);
            }
        }

        return reservations;
    }

    private DirectoryReservations Set(DirectoryReservation? before, DirectoryReservation? after, FamilySpec family)
    {
        // A set keeps the row that it has when an equal one is added. What is removed was added, so the difference comes out right.
        var row = new Row((before ?? after)!.Reservation.Cidr, after);
        var next = after is null ? rows.Remove(row) : rows.Remove(row).Add(row);
        var change = unchecked((after?.Reserved(family) ?? UInt128.Zero) - (before?.Reserved(family) ?? UInt128.Zero));
        return family.Family == AddressFamily.InterNetwork
            ? new DirectoryReservations(next, names, unchecked(ipv4 + change), ipv6)
            : new DirectoryReservations(next, names, ipv4, unchecked(ipv6 + change));
    }

    private DirectoryReservation? At(Prefix cidr) => rows.TryGetValue(new Row(cidr, null), out var row) ? row.Reserved : null;

    /// <summary>Compared by the range alone; one without a reservation is for looking up.</summary>
    private readonly record struct Row(Prefix Cidr, DirectoryReservation? Reserved) : IComparable<Row>
    {
        public int CompareTo(Row other) => Cidr.CompareTo(other.Cidr);

        public bool Equals(Row other) => Cidr == other.Cidr;

        public override int GetHashCode() => Cidr.GetHashCode();
    }
}
