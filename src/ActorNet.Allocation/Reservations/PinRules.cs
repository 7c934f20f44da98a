using ActorNet.Addressing;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Reservations;

/// <summary>What reservations mean for a node that asks for its subnets.</summary>
internal static class PinRules
{
    /// <summary>
    /// Whether a node that has given its lease up is to get other subnets than it had: one of them is withheld from it, or another one is pinned
    /// to it and ready.
    /// </summary>
    public static bool MustMove(ShardState state, Lease lease) => state.Withheld.Ranges.Count > 0 && lease.Staying.Any(subnet =>
        state.Withheld.IsKeptFrom(lease.Node, subnet)
        || (state.Withheld.TryGetReadyPin(lease.Node, subnet.Family, out var pin) && pin != subnet));

    /// <summary>Whether the subnet is the one that is pinned to the node, and there to be given.</summary>
    public static bool IsPin(ShardState state, Lease lease, Prefix subnet) =>
        state.Withheld.TryGetReadyPin(lease.Node, subnet.Family, out var pin) && pin == subnet;

    /// <summary>The subnet that a node gets without a search: its pin, or what it keeps of a lease that must move in the other address family.</summary>
    public static bool TryPlace(ShardState state, AcquireLease command, FamilySpec family, int wantedLength, out Prefix subnet)
    {
        subnet = default;
        return state.Withheld.Ranges.Count > 0
            && (state.Withheld.TryGetReadyPin(command.Node, family.Family, out subnet) || TryKeep(state, command, family, wantedLength, out subnet));
    }

    private static bool TryKeep(ShardState state, AcquireLease command, FamilySpec family, int wantedLength, out Prefix subnet)
    {
        subnet = default;
        if (!state.TryGetLease(command.Node, out var lease) || (lease.IsRenewable && command.BurntEpoch < lease.Epoch) || !MustMove(state, lease))
        {
            return false;
        }

        foreach (var kept in lease.Staying.Where(kept => kept.Family == family.Family && !state.Withheld.IsKeptFrom(lease.Node, kept)))
        {
            subnet = kept;
            return lease.State != LeaseState.Quarantined || kept.Length == wantedLength;
        }

        return false;
    }
}
