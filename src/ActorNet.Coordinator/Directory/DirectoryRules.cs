using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory.Ledger;
using LeaseState = ActorNet.Allocation.Leases.LeaseState;

namespace ActorNet.Coordinator.Directory;

/// <summary>How the directory follows the journals: state + event → state, and what watchers are told.</summary>
internal static class DirectoryRules
{
    /// <summary>Takes one event in.</summary>
    /// <exception cref="JournalGapException">Events of the journal are missing before this one: the state cannot be trusted.</exception>
    public static (DirectoryState State, LeaseChange? Change) Apply(DirectoryState state, JournalEvent entry)
    {
        var last = state.Positions.GetValueOrDefault(entry.PersistenceId);
        if (entry.SequenceNumber <= last)
        {
            // Read anew after the stream was restarted: each event counts once (safety rule 11).
            return (state, null);
        }

        if (last > 0 && entry.SequenceNumber != last + 1)
        {
            throw new JournalGapException(entry, last + 1);
        }

        var next = state with
        {
            Revision = Math.Max(state.Revision, entry.Revision),
            Positions = state.Positions.SetItem(entry.PersistenceId, entry.SequenceNumber),
        };
        next = LedgerRules.Apply(next, entry);
        return entry.Event switch
        {
            PoolCreated created => (CreatePool(next, created, entry.Revision), null),
            PoolChanged changed when next.Pools.TryGetValue(changed.Spec.Name, out var pool) && pool.Spec.Generation == changed.Spec.Generation =>
                (Replace(next, pool.Changed(changed.Spec, entry.Revision)), null),
            PoolDeleted deleted when next.Pools.TryGetValue(deleted.Name, out var pool) && pool.Spec.Generation == deleted.Generation =>
                (next with { Pools = next.Pools.Remove(deleted.Name) }, null),
            LeaseChanged changed when FindPool(next, entry) is var (shard, pool) => ChangeLease(next, pool, shard, changed, entry.Revision),
            BlocksReceived received when FindPool(next, entry) is var (shard, pool) =>
                (Replace(next, pool.WithBlocks(shard, blocks => blocks.Add(received.Grant.Blocks))), null),
            BlocksYielded yielded when FindPool(next, entry) is var (shard, pool) =>
                (Replace(next, pool.WithBlocks(shard, blocks => blocks.Remove(yielded.Return.Blocks))), null),
            RangesWithheld withheld when FindPool(next, entry) is var (shard, pool) => (Replace(next, pool.WithWithheld(shard, withheld.Ranges)), null),
            BlocksGranted granted when FindPool(next, granted.Shard.Pool, granted.Shard.Generation) is { } pool =>
                (Replace(next, pool.Grant(granted.Grant)), null),
            BlocksReturned returned when FindPool(next, returned.Shard.Pool, returned.Shard.Generation) is { } pool =>
                (Replace(next, pool.Return(returned.Return)), null),
            ReservationCreated reserved when FindPool(next, reserved.Pool, reserved.Generation) is { } pool =>
                (Replace(next, pool.Reserve(reserved.Reservation, entry.Revision)), null),
            ReservationUpdated updated when FindPool(next, updated.Pool, updated.Generation) is { } pool =>
                (Replace(next, pool.UpdateReservation(updated, entry.Revision)), null),
            ReservationDeleted deleted when FindPool(next, deleted.Pool, deleted.Generation) is { } pool =>
                (Replace(next, pool.EndReservation(deleted.Number)), null),
            _ => (next, null),
        };
    }

    private static DirectoryState CreatePool(DirectoryState state, PoolCreated created, long revision) => state with
    {
        Pools = state.Pools.SetItem(created.Spec.Name, new DirectoryPool(created.Spec, created.At, revision)),
    };

    private static (ShardKey Shard, DirectoryPool Pool)? FindPool(DirectoryState state, JournalEvent entry) =>
        ShardKey.TryParse(entry.PersistenceId, out var shard)
        && state.Pools.TryGetValue(shard.Value.Pool, out var pool)
        && pool.Spec.Generation == shard.Value.Generation
            ? (shard.Value, pool)
            : null;

    private static DirectoryPool? FindPool(DirectoryState state, PoolName name, long generation) =>
        state.Pools.TryGetValue(name, out var pool) && pool.Spec.Generation == generation ? pool : null;

    private static (DirectoryState State, LeaseChange? Change) ChangeLease(
        DirectoryState state,
        DirectoryPool pool,
        ShardKey shard,
        LeaseChanged changed,
        long revision)
    {
        pool.Leases.TryGet(changed.Node, out var before);
        return changed switch
        {
            LeaseGranted granted when before is null || granted.Epoch > before.Epoch => Put(state, pool, Granted(shard, granted, revision)),

            // Whatever speaks of another epoch than the one that is known is about a claim that lost (safety rule 10).
            _ when before is null || before.Epoch != changed.Epoch => (state, null),
            LeaseUpdated updated => Put(state, pool, Changed(before, updated, revision) with { Attributes = updated.Attributes }),
            LeaseSuspected => Put(state, pool, Changed(before, changed, revision) with { State = LeaseState.Suspect }),
            LeaseHeardAgain => Put(state, pool, Changed(before, changed, revision) with { State = LeaseState.Active }),
            LeaseRevoked => Put(state, pool, Changed(before, changed, revision) with { State = LeaseState.Revoked, Ending = EndingOf(before, changed) }),
            LeaseReleased or LeaseExpired => Delete(state, pool, before, changed, revision),
            QuarantineEnded => (Replace(state, pool.Without(changed.Node)), null),
            _ => (state, null),
        };
    }

    private static DirectoryLease Granted(ShardKey shard, LeaseGranted granted, long revision) => new(
        shard,
        granted.Node,
        granted.Subnets,
        granted.Epoch,
        LeaseState.Active,
        granted.Attributes,
        granted.At,
        granted.At,
        revision)
    {
        Leaving = granted.Leaving,
    };

    private static DirectoryLease Changed(DirectoryLease before, LeaseChanged changed, long revision) =>
        before with { ChangedAt = changed.At, Revision = revision };

    private static (DirectoryState State, LeaseChange Change) Put(DirectoryState state, DirectoryPool pool, DirectoryLease lease) =>
        (Replace(state, pool.With(lease)), new LeaseChange(LeaseEventType.Put, lease));

    private static (DirectoryState State, LeaseChange Change) Delete(
        DirectoryState state,
        DirectoryPool pool,
        DirectoryLease before,
        LeaseChanged changed,
        long revision)
    {
        var quarantined = Changed(before, changed, revision) with { State = LeaseState.Quarantined, Ending = EndingOf(before, changed) };
        return (Replace(state, pool.With(quarantined)), new LeaseChange(LeaseEventType.Delete, before with { Revision = revision }));
    }

    /// <summary>Time ends a revoked lease too, but it is the revocation that did.</summary>
    private static LeaseEnding? EndingOf(DirectoryLease before, LeaseChanged changed) => changed switch
    {
        LeaseRevoked revoked => new LeaseEnding(EndedBy.Operator, revoked.Reason, revoked.RequestId),
        LeaseReleased released => new LeaseEnding(released.ByHolder ? EndedBy.Holder : EndedBy.Operator, released.Reason, released.RequestId),
        _ => before.Ending ?? new LeaseEnding(EndedBy.Expiry, string.Empty, string.Empty),
    };

    private static DirectoryState Replace(DirectoryState state, DirectoryPool pool) =>
        state with { Pools = state.Pools.SetItem(pool.Spec.Name, pool) };
}
