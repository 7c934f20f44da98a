using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>
/// Decision 12: nothing of a reservation leaves the pool but a pin, for the shard of its node that knows of it; inside of what a shard has written that it withholds
/// it grants nothing new but a pin to its node, and that it does grant; it gives a pin to nobody else, and never back.
/// </summary>
internal sealed class ReservedRanges(Ledger ledger) : Invariant("R", ledger)
{
    public override void OnPoolEvent(IWriter writer, PoolEvent change)
    {
        switch (change)
        {
            case BlocksGranted granted:
                foreach (var block in granted.Grant.Blocks)
                {
                    CheckGrant(writer, granted.Shard, block);
                }

                break;
            case ReservationCreated { Reservation: var reservation } created:
                Require(Ledger.MapOf(created.Pool)![reservation.Cidr].Length > 0, () => $"{reservation.Cidr} is reserved, and not of the pool", writer.Name);
                foreach (var other in Ledger.ReservationsOf(created.Pool))
                {
                    Require(
                        !other.Cidr.Overlaps(reservation.Cidr) && (reservation.Node is null || reservation.Node != other.Node || reservation.Cidr.Family != other.Cidr.Family),
                        () => $"{reservation} is made beside {other}",
                        writer.Name);
                }

                break;
        }
    }

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        var withheld = Ledger.WithheldBy(shard);
        switch (change)
        {
            case LeaseGranted granted:
                foreach (var range in withheld.Ranges)
                {
                    CheckGrant(writer, shard, granted, range);
                }

                break;
            case BlocksYielded yielded:
                foreach (var range in withheld.Ranges.Where(range => range.Pinned is not null))
                {
                    Require(
                        !yielded.Return.Blocks.Any(range.Range.Overlaps),
                        () => $"{writer.Name} gives back a part of {range.Range}, which is pinned to {range.Pinned}",
                        writer.Name);
                }

                break;
            case RangesWithheld ranges:
                Require(ranges.Version > withheld.Version, () => $"{writer.Name} goes back from orders {withheld.Version} to {ranges.Version}", writer.Name);
                break;
        }
    }

    private void CheckGrant(IWriter writer, ShardKey shard, Prefix block)
    {
        foreach (var reservation in Ledger.ReservationsOf(shard.Pool).Where(reservation => reservation.Cidr.Overlaps(block)))
        {
            var isPin = reservation.Node is { } node && Ledger.PoolOf(shard).ShardOf(node) == shard;
            Require(
                isPin && Ledger.WithheldBy(shard).Ranges.Any(range => range.Reservation == reservation.Number && range.Pinned == reservation.Node),
                () => $"{block} of {reservation} is handed to shard {shard.Index}, which does not keep it for anybody",
                writer.Name,
                shard.ToString());
        }
    }

    private void CheckGrant(IWriter writer, ShardKey shard, LeaseGranted granted, WithheldRange range)
    {
        var before = Ledger.Find(shard.Pool, granted.Node);
        foreach (var subnet in granted.Subnets.Where(range.Range.Overlaps))
        {
            Require(
                (range.Pinned == granted.Node && range.Range == subnet) || (before is { IsHeld: true } && before.Subnets.Contains(subnet)),
                () => $"{subnet} is granted to {granted.Node} inside of {range}",
                granted.Node.Value,
                writer.Name);
        }

        if (range.Pinned == granted.Node && !granted.Subnets.Contains(range.Range) && IsReady(shard, range))
        {
            // Who moves because of another range, or in the other address family, keeps what it has of this one.
            var hasNothingNew = before is { IsHeld: true } && Record.Contain(before.Subnets, [.. granted.Subnets.Where(subnet => subnet.Family == range.Range.Family)])
                && Ledger.Command(granted.RequestId) is AcquireLease acquire && acquire.BurntEpoch < before.Epoch;
            Require(hasNothingNew, () => $"{granted.Node} is granted {granted.Subnets[0]}, and {range.Range} waits for it", granted.Node.Value, writer.Name);
        }
    }

    private bool IsReady(ShardKey shard, WithheldRange range)
    {
        foreach (var cell in Ledger.MapOf(shard)[range.Range])
        {
            if (cell.Place != Place.Shard || cell.ShardIndex != shard.Index || cell.Lease is { IsHeld: true })
            {
                return false;
            }
        }

        return true;
    }
}
