using ActorNet.Allocation;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Errors;
using Grpc.Core;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// Reads that are right on every replica: they show all that was committed before they began, whoever wrote it. The directory is waited for
/// until it has what the store has, and where that cannot be known in time the answer is that it cannot.
/// </summary>
internal sealed class PresentReader(LeaseDirectory directory, EndsQueue ends, TimeProvider time)
{
    /// <summary>A view that has all pools.</summary>
    /// <exception cref="RpcException">DIRECTORY_BEHIND</exception>
    public Task<DirectoryView> ReadPoolsAsync(ReadPatience patience) => ReadAsync(_ => [], withPools: true, patience);

    /// <summary>A view that has a pool with its reservations, and all its leases.</summary>
    /// <exception cref="RpcException">DIRECTORY_BEHIND</exception>
    public Task<DirectoryView> ReadPoolAsync(PoolName pool, ReadPatience patience) =>
        ReadAsync(state => state.Pools.TryGetValue(pool, out var known) ? known.Spec.Shards : [], withPools: true, patience);

    /// <summary>A view that has a node's lease, and the pool as it is: it may be another one of that name.</summary>
    /// <exception cref="RpcException">DIRECTORY_BEHIND</exception>
    public Task<DirectoryView> ReadLeaseAsync(PoolName pool, NodeId node, ReadPatience patience) => ReadAsync(
        state => state.Pools.TryGetValue(pool, out var known) ? [known.Spec.ShardOf(node)] : null,
        withPools: true,
        patience);

    /// <summary>A view that has all leases of a pool, or of all pools.</summary>
    /// <exception cref="RpcException">DIRECTORY_BEHIND</exception>
    public Task<DirectoryView> ReadLeasesAsync(PoolName? pool, ReadPatience patience) => pool is { } name
        ? ReadAsync(state => state.Pools.TryGetValue(name, out var known) ? known.Spec.Shards : null, withPools: true, patience)
        : ReadAsync(state => state.Pools.Values.SelectMany(known => known.Spec.Shards), withPools: true, patience);

    /// <summary>
    /// A view that has everything of a pool, or of all pools, up to a revision that was seen somewhere; null where there is no such revision.
    /// Its own revision may be below: then there is nothing in between.
    /// </summary>
    /// <exception cref="RpcException">DIRECTORY_BEHIND</exception>
    public async Task<DirectoryView?> ReachAsync(long revision, PoolName? pool, ReadPatience patience)
    {
        var view = directory.Current;
        if (view.State.Revision >= revision)
        {
            return view;
        }

        var position = 0L;
        view = await ReadAsync(
            state => state.Pools.Values.Where(known => pool is null || known.Spec.Name == pool).SelectMany(known => known.Spec.Shards),
            withPools: true,
            patience,
            reached => position = position == 0 ? reached : Math.Min(position, reached));
        return revision <= Math.Max(position, view.State.Revision) ? view : null;
    }

    /// <summary>Waits until the directory has what the store had after the call began.</summary>
    /// <param name="shards">The shards that matter, by what is known; null where a pool is missing for it.</param>
    /// <param name="withPools">Whether the pools themselves matter.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="onReached">Hears of the positions up to which the store has answered.</param>
    private async Task<DirectoryView> ReadAsync(
        Func<DirectoryState, IEnumerable<ShardKey>?> shards,
        bool withPools,
        ReadPatience patience,
        Action<long>? onReached = null)
    {
        using var late = new CancellationTokenSource(patience.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Cancellation, late.Token);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                // What is asked for may show that there is more to ask for: a pool's shards are known when the pool is.
                var view = directory.Current;
                var missing = Journals(shards(view.State), withPools).Where(asked.Add).ToList();
                if (missing.Count == 0)
                {
                    return view;
                }

                var answer = await ends.AskAsync(missing).WaitAsync(either.Token);
                onReached?.Invoke(answer.Position);
                await directory.WhenAsync(
                    state => missing.TrueForAll(id => state.Covers(new JournalPosition(id, answer.SequenceNumbers[id]))),
                    either.Token);
            }
        }
        catch (Exception) when (!patience.Cancellation.IsCancellationRequested)
        {
            throw ServiceErrors.DirectoryBehind(directory.Current.State.Revision).ToRpcException();
        }
    }

    private static IEnumerable<string> Journals(IEnumerable<ShardKey>? shards, bool withPools) =>
        (withPools || shards is null ? [AllocationActors.PoolsJournal] : Enumerable.Empty<string>())
            .Concat((shards ?? []).Select(shard => shard.PersistenceId));
}
