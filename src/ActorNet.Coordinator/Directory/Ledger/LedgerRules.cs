using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Coordinator.Directory.Ledger;

/// <summary>
/// How the ledger follows the journals. It judges no more than what can be judged of one event alone, and goes on whatever it finds: what does not
/// fit together is the audit's to say.
/// </summary>
internal static class LedgerRules
{
    /// <summary>Takes one event in.</summary>
    /// <param name="state">The state without it.</param>
    /// <param name="entry">The event, which is the next one of its journal.</param>
    public static DirectoryState Apply(DirectoryState state, JournalEvent entry) => entry.Event switch
    {
        BlocksGranted granted => Change(state, granted.Shard, pool => Grant(pool, granted, entry)),
        BlocksReturned returned => Change(state, returned.Shard, pool => Return(pool, returned, entry)),
        (BlocksReceived or BlocksYielded or LeaseGranted) and ShardEvent change when ShardKey.TryParse(entry.PersistenceId, out var shard) =>
            Change(state, shard.Value, pool => Follow(pool, shard.Value, change, entry)),
        _ => state,
    };

    private static DirectoryState Change(DirectoryState state, ShardKey shard, Func<DirectoryPool, PoolLedger> change)
    {
        if (!state.Pools.TryGetValue(shard.Pool, out var pool) || pool.Spec.Generation != shard.Generation)
        {
            return state;
        }

        var ledger = change(pool);
        return ReferenceEquals(ledger, pool.Ledger) ? state : state with { Pools = state.Pools.SetItem(shard.Pool, pool with { Ledger = ledger }) };
    }

    private static PoolLedger Follow(DirectoryPool pool, ShardKey shard, ShardEvent change, JournalEvent entry) => change switch
    {
        BlocksReceived received => Receive(pool, shard, received.Grant, entry),
        BlocksYielded yielded => Yield(pool, shard, yielded.Return, entry),
        LeaseGranted granted => Judge(pool, shard, granted, entry),
        _ => pool.Ledger,
    };

    private static PoolLedger Grant(DirectoryPool pool, BlocksGranted granted, JournalEvent entry)
    {
        var (ledger, shard) = (pool.Ledger, pool.Ledger.Shard(granted.Shard.Index));
        var (number, blocks) = (granted.Grant.Number, granted.Grant.Blocks);
        return CheckNumber(ledger, granted.Shard, "grant", number, shard.LastGranted, entry).With(granted.Shard.Index, shard with
        {
            Account = shard.Account.Add(blocks),
            LastGranted = Math.Max(number, shard.LastGranted),
            Coming = number > shard.LastReceived ? shard.Coming.SetItem(number, blocks) : shard.Coming,
        });
    }

    private static PoolLedger Receive(DirectoryPool pool, ShardKey key, BlockGrant grant, JournalEvent entry)
    {
        var (ledger, shard) = (pool.Ledger, pool.Ledger.Shard(key.Index));
        ledger = CheckNumber(ledger, key, "received grant", grant.Number, shard.LastReceived, entry);
        return CheckBlocks(ledger, key, "grant", grant.Number, grant.Blocks, shard.Coming, entry).With(key.Index, shard with
        {
            Coming = shard.Coming.Remove(grant.Number),
            LastReceived = Math.Max(grant.Number, shard.LastReceived),
            EpochFloor = Epoch.Max(shard.EpochFloor, grant.EpochFloor),
        });
    }

    private static PoolLedger Yield(DirectoryPool pool, ShardKey key, BlockReturn blockReturn, JournalEvent entry)
    {
        var (ledger, shard) = (pool.Ledger, pool.Ledger.Shard(key.Index));
        var (number, blocks) = (blockReturn.Number, blockReturn.Blocks);
        return CheckNumber(ledger, key, "return", number, shard.LastYielded, entry).With(key.Index, shard with
        {
            LastYielded = Math.Max(number, shard.LastYielded),
            Going = number > shard.LastReturned ? shard.Going.SetItem(number, blocks) : shard.Going,
        });
    }

    private static PoolLedger Return(DirectoryPool pool, BlocksReturned returned, JournalEvent entry)
    {
        var (ledger, shard) = (pool.Ledger, pool.Ledger.Shard(returned.Shard.Index));
        var (number, blocks) = (returned.Return.Number, returned.Return.Blocks);
        ledger = CheckNumber(ledger, returned.Shard, "taken return", number, shard.LastReturned, entry);
        return CheckBlocks(ledger, returned.Shard, "return", number, blocks, shard.Going, entry).With(returned.Shard.Index, shard with
        {
            Account = shard.Account.Remove(blocks),
            LastReturned = Math.Max(number, shard.LastReturned),
            Going = shard.Going.Remove(number),
        });
    }

    /// <summary>Most events are grants, and of those that are right nothing is kept.</summary>
    private static PoolLedger Judge(DirectoryPool pool, ShardKey key, LeaseGranted granted, JournalEvent entry)
    {
        var ledger = pool.Ledger;
        if (pool.Spec.ShardOf(granted.Node) is var right && right != key)
        {
            ledger = ledger.With(Fault(JournalFaultKind.NodeOfOtherShard, key, entry, $"{key.Index}", $"{right.Index}") with { Node = granted.Node.Value });
        }

        var highest = Epoch.Max(ledger.Shard(key.Index).EpochFloor, pool.Shard(key.Index).HighestEpoch);
        return granted.Epoch > highest
            ? ledger
            : ledger.With(Fault(JournalFaultKind.EpochNotHigher, key, entry, $"{granted.Epoch}", $"more than {highest}") with { Node = granted.Node.Value });
    }

    private static PoolLedger CheckNumber(PoolLedger ledger, ShardKey shard, string what, long number, long last, JournalEvent entry) =>
        number == last + 1 ? ledger : ledger.With(Fault(JournalFaultKind.MoveOutOfOrder, shard, entry, $"{what} {number}", $"{what} {last + 1}"));

    private static PoolLedger CheckBlocks(
        PoolLedger ledger,
        ShardKey shard,
        string what,
        long number,
        ImmutableArray<Prefix> blocks,
        ImmutableSortedDictionary<long, ImmutableArray<Prefix>> underWay,
        JournalEvent entry)
    {
        var sent = underWay.GetValueOrDefault(number, []);
        return sent.Order().SequenceEqual(blocks.Order())
            ? ledger
            : ledger.With(Fault(JournalFaultKind.MoveDiffers, shard, entry, $"{what} {number} of {Text(blocks)}", $"{what} {number} of {Text(sent)}"));
    }

    private static string Text(ImmutableArray<Prefix> blocks) => blocks.IsEmpty ? "nothing" : string.Join(' ', blocks);

    private static JournalFault Fault(JournalFaultKind kind, ShardKey shard, JournalEvent entry, string found, string expected) =>
        new(kind, shard, new JournalPosition(entry.PersistenceId, entry.SequenceNumber), entry.Revision, found, expected);
}
