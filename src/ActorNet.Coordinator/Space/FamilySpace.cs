using System.Runtime.InteropServices;
using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Space;

/// <summary>What is left of one address family of a pool.</summary>
/// <param name="Spec">The family's settings.</param>
/// <param name="Tally">How much is in use.</param>
/// <param name="Reserved">How much is reserved and neither held nor quarantined, in the units of the tally.</param>
/// <param name="Free">The holes between all leases and reservations.</param>
/// <param name="WithQuarantined">The holes between those that nodes hold, and reservations.</param>
internal sealed record FamilySpace(FamilySpec Spec, FamilyTally Tally, UInt128 Reserved, HoleCounts Free, HoleCounts WithQuarantined)
{
    /// <summary>How many subnets of the default length are kept for nodes with certain labels.</summary>
    public UInt128 Kept { get; private init; }

    /// <summary>Looks at every lease of the pool: see <see cref="SpaceReports"/>.</summary>
    public static FamilySpace Of(DirectoryPool pool, FamilySpec spec)
    {
        var (subnets, areHeld) = (new List<Prefix>(pool.Leases.Count), new List<bool>(pool.Leases.Count));
        foreach (var lease in pool.Leases.After(node: null))
        {
            foreach (var subnet in lease.Subnets)
            {
                if (subnet.Family == spec.Family)
                {
                    subnets.Add(subnet);
                    areHeld.Add(lease.IsHeld);
                }
            }
        }

        // What is held inside of a reservation is taken twice, which does no harm.
        foreach (var reserved in pool.Reservations.All.Where(reserved => reserved.Reservation.Cidr.Family == spec.Family))
        {
            subnets.Add(reserved.Reservation.Cidr);
            areHeld.Add(true);
        }

        // Sorting is most of the work: once, and what is left without the quarantined ones is in order as well.
        var all = CollectionsMarshal.AsSpan(subnets);
        MemoryExtensions.Sort(all, CollectionsMarshal.AsSpan(areHeld));
        var free = HoleCounts.In(spec.Cidrs, all);
        var held = 0;
        for (var index = 0; index < all.Length; index++)
        {
            if (areHeld[index])
            {
                all[held++] = all[index];
            }
        }

        return new FamilySpace(spec, pool.Tally.Of(spec.Family), pool.Reservations.Reserved(spec.Family), free, HoleCounts.In(spec.Cidrs, all[..held])) { Kept = pool.KeptOf(spec) };
    }
}
