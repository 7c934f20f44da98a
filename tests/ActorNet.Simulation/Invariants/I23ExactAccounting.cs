using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I23 and S3: every address is the pool's, a shard's, or on its way with one numbered move; each move is made by who has it and taken by whom it is for, once.</summary>
internal sealed class I23ExactAccounting(Ledger ledger) : Invariant("I23", ledger)
{
    public override void OnPoolEvent(IWriter writer, PoolEvent change)
    {
        switch (change)
        {
            case BlocksGranted granted:
                foreach (var block in granted.Grant.Blocks)
                {
                    Check(writer, granted.Shard, block, cell => cell.Place == Place.Pool, "is granted");
                }

                break;
            case BlocksReturned returned:
                foreach (var block in returned.Return.Blocks)
                {
                    Check(writer, returned.Shard, block, cell => cell == cell with { Place = Place.ToPool, ShardIndex = returned.Shard.Index, Move = returned.Return.Number }, "is taken back");
                }

                break;
        }
    }

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        switch (change)
        {
            case BlocksReceived received:
                foreach (var block in received.Grant.Blocks)
                {
                    Check(writer, shard, block, cell => cell == cell with { Place = Place.ToShard, ShardIndex = shard.Index, Move = received.Grant.Number }, "is received");
                }

                break;
            case BlocksYielded yielded:
                Require(
                    yielded.Return.Number == Ledger.LastReturnFrom(shard) + 1,
                    () => $"{writer.Name} sends return {yielded.Return.Number} on its way while the pool has taken {Ledger.LastReturnFrom(shard)}",
                    writer.Name);
                foreach (var block in yielded.Return.Blocks)
                {
                    Check(writer, shard, block, cell => cell.Place == Place.Shard && cell.ShardIndex == shard.Index && cell.Lease is null, "is yielded");
                }

                break;
        }
    }

    public override void OnRecovered(ShardKey shard, ShardState state, JournalPosition position)
    {
        if (Ledger.EndOf(position.PersistenceId) != position.SequenceNumber || state.Pool is not { } pool || !Ledger.IsPresent(shard))
        {
            return;
        }

        var map = Ledger.MapOf(shard);
        foreach (var family in pool.Families)
        {
            var (space, outOfHeadroom) = (state.Space[family.Family], state.Kept.Space[family.Family]);
            var unit = family.Cidrs[0].AddressCount / family.Cidrs[0].CountOf(map.UnitLength(family.Family));
            var owned = map.Count(family.Family, cell => cell.Place == Place.Shard && cell.ShardIndex == shard.Index);
            var held = map.Count(family.Family, cell => cell.Lease is { IsHeld: true } lease && lease.Shard == shard);
            var (withheld, kept) = CountWithheld(map, shard, family);
            var quarantined = map.Count(family.Family, cell => cell.Lease is { IsHeld: false } lease && lease.Shard == shard) - kept;
            Require(
                ((space.FreeAddresses + outOfHeadroom.FreeAddresses) / unit, (space.QuarantinedAddresses + outOfHeadroom.QuarantinedAddresses) / unit) == ((UInt128)(owned - held - quarantined - withheld), (UInt128)quarantined),
                () => $"shard {shard} reads that {space.FreeAddresses / unit} are free and {space.QuarantinedAddresses / unit} quarantined; of {owned}, {held} are held, {quarantined} quarantined and {withheld} withheld",
                shard.ToString());
            Require(
                state.Withheld.Space[family.Family].FreeAddresses / unit == (UInt128)withheld,
                () => $"shard {shard} reads that {state.Withheld.Space[family.Family].FreeAddresses / unit} are withheld and held by nobody, and {withheld} are",
                shard.ToString());
        }
    }

    /// <summary>Free, held, on its way or set aside: together it is the pool.</summary>
    public override void OnPoolsRecovered(PoolState state, JournalPosition position)
    {
        if (Ledger.EndOf(position.PersistenceId) != position.SequenceNumber)
        {
            return;
        }

        foreach (var pool in state.Pools)
        {
            var map = Ledger.MapOf(pool.Spec.Name)!;
            foreach (var family in pool.Spec.Families)
            {
                var unit = family.Cidrs[0].AddressCount / family.Cidrs[0].CountOf(family.Longest);
                var (free, setAside) = (pool.Space[family.Family].FreeAddresses / unit, pool.Reservations.SetAside[family.Family].FreeAddresses / unit);
                var (isFree, isSetAside) = (map.Count(family.Family, cell => cell is { Place: Place.Pool, IsReserved: false }), map.Count(family.Family, cell => cell is { Place: Place.Pool, IsReserved: true }));
                var (kept, isKept) = (pool.KeptByShards[family.Family].FreeAddresses / unit, map.Count(family.Family, cell => cell.IsKept));
                Require(kept == (UInt128)isKept, () => $"pool {pool.Spec.Name} reads that shards have {kept} out of its headroom, and they have {isKept}");
                Require(
                    (free, setAside) == ((UInt128)isFree, (UInt128)isSetAside),
                    () => $"pool {pool.Spec.Name} reads that {free} are free and {setAside} set aside; {isFree} are free and {isSetAside} set aside");
                foreach (var (index, shard) in pool.Shards)
                {
                    var granted = map.Count(family.Family, cell => cell.Place != Place.Pool && cell.ShardIndex == index);
                    Require(
                        shard.Blocks[family.Family].FreeAddresses / unit == (UInt128)granted,
                        () => $"pool {pool.Spec.Name} reads that shard {index} has {shard.Blocks[family.Family].FreeAddresses / unit}, and it has {granted}");
                }
            }
        }
    }

    /// <summary>How many cells of a shard are withheld and not held, and how many of those a quarantined lease is on.</summary>
    private (int Withheld, int Kept) CountWithheld(AddressMap map, ShardKey shard, FamilySpec family)
    {
        var (withheld, kept) = (0, 0);
        foreach (var range in Ledger.WithheldBy(shard).Ranges.Where(range => range.Range.Family == family.Family))
        {
            foreach (var cell in map[range.Range])
            {
                var isCounted = cell.Place == Place.Shard && cell.ShardIndex == shard.Index && cell.Lease is not { IsHeld: true };
                withheld += isCounted ? 1 : 0;
                kept += isCounted && cell.Lease is not null ? 1 : 0;
            }
        }

        return (withheld, kept);
    }

    private void Check(IWriter writer, ShardKey shard, Prefix block, Func<Cell, bool> isRight, string what)
    {
        var cells = Ledger.MapOf(shard)[block];
        Require(cells.Length > 0, () => $"{block} {what} and is not of the pool", writer.Name);
        foreach (var cell in cells)
        {
            Require(isRight(cell), () => $"{block} {what} by {writer.Name} for shard {shard.Index}, but it is {cell}", writer.Name, shard.ToString());
        }
    }
}
