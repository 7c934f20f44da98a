using ActorNet.Addressing;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Drains;

/// <summary>How far a drain is, node by node: pure, from what the service says of its parts.</summary>
/// <param name="Reservation">The reservation that is the drain.</param>
/// <param name="Nodes">Who still holds a part of the range, in the order of their names.</param>
internal sealed record DrainProgress(Reservation Reservation, IReadOnlyList<DrainedNode> Nodes)
{
    /// <summary>Whether nothing of the range is with nodes or shards: the pool can lose it.</summary>
    public bool IsEmpty => Nodes.Count == 0 && Reservation.State == ReservationState.Active;

    /// <summary>Puts it together.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="pool">Its pool.</param>
    /// <param name="space">What is left of that, without what is reserved.</param>
    /// <param name="leases">The pool's held leases.</param>
    public static DrainProgress Of(Reservation reservation, Pool pool, GetPoolSpaceResponse space, IEnumerable<Lease> leases)
    {
        var range = Prefix.Parse(reservation.Cidr);
        var nodes = leases
            .SelectMany(lease => lease.Subnets, (lease, subnet) => (Lease: lease, Subnet: subnet))
            .Where(held => Prefix.Parse(held.Subnet).Overlaps(range))
            .OrderBy(held => held.Lease.NodeId, StringComparer.Ordinal)
            .Select(held => Look(held.Lease, held.Subnet, reservation, pool, space));
        return new DrainProgress(reservation, [.. nodes]);
    }

    /// <summary>In words, for the whole of it.</summary>
    public string State => IsEmpty ? "empty"
        : Nodes.Count == 0 ? "coming back from the shards"
        : Reservation.Drain ? "draining"
        : "paused";

    private static DrainedNode Look(Lease lease, string subnet, Reservation reservation, Pool pool, GetPoolSpaceResponse space)
    {
        var (begun, changed, granted) = (reservation.CreateTime.ToDateTimeOffset(), lease.UpdateTime?.ToDateTimeOffset(), lease.CreateTime.ToDateTimeOffset());
        if (lease.State == LeaseState.Revoked)
            return new(lease, subnet, DrainStage.Revoked, changed ?? granted, "its lease is taken back, and ends when the node can no longer believe in it");

        if (lease.Leaving.Contains(subnet))
        {
            var others = string.Join(' ', lease.Subnets.Except(lease.Leaving));
            return new(lease, subnet, DrainStage.Moves, granted, $"has {others}, and gives {subnet} up {pool.MoveWindow.InFull()} after it was set up for both");
        }

        var since = granted > begun ? granted : begun;
        return lease.State == LeaseState.Suspect
            ? new(lease, subnet, DrainStage.Silent, changed ?? since, "has not renewed for a while, and hears nothing: see whether it lives, 'actornet lease release' takes its lease back")
            : new(lease, subnet, DrainStage.Waits, since, WhyItWaits(Prefix.Parse(subnet), reservation, pool, space));
    }

    private static string WhyItWaits(Prefix subnet, Reservation reservation, Pool pool, GetPoolSpaceResponse space)
    {
        if (!reservation.Drain)
            return "the drain is paused";

        if (pool.Cordoned)
            return "the pool is cordoned: nobody moves until it is not any more";

        var family = subnet.Family == System.Net.Sockets.AddressFamily.InterNetwork ? space.Ipv4 : space.Ipv6;
        var fit = family?.Fits.FirstOrDefault(fit => fit.PrefixLength == subnet.Length);
        return fit switch
        {
            { WithQuarantined: 0 } => $"there is no room: no /{subnet.Length} is free in the rest of the pool",
            _ when family is { Kept: > 0 } && fit is not null && fit.WithQuarantined <= family.Kept => "what is left is kept for certain nodes, see 'actornet pool get'",
            _ => "is told when it renews, and asks then; an agent that cannot hold two subnets stays",
        };
    }
}
