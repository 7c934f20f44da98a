using System.Collections.Concurrent;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;

namespace ActorNet.Coordinator.Leases;

/// <summary>
/// The states that page tokens belong to, so that all pages of a listing show one revision. A state that this replica has shown is kept: it shares
/// all that did not change with those after it. One that another replica has shown is made again out of the directory's history.
/// </summary>
internal sealed class KeptListings(PresentReader reader, TimeProvider time)
{
    /// <summary>How long a token lives after it was given or used; the contract promises a minute.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<long, (DirectoryState State, long KeptAt)> kept = [];

    public void Keep(DirectoryState state)
    {
        kept[state.Revision] = (state, time.GetTimestamp());
        foreach (var entry in kept)
        {
            if (IsOver(entry.Value.KeptAt))
            {
                kept.TryRemove(entry);
            }
        }
    }

    /// <summary>The state at a revision that a token names.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="pool">The pool that is listed; null for all.</param>
    /// <param name="patience">How long this replica may take to get there.</param>
    /// <exception cref="Grpc.Core.RpcException">PAGE_TOKEN_EXPIRED: it is forgotten everywhere here. DIRECTORY_BEHIND: it is not here yet.</exception>
    public async Task<DirectoryState> FindAsync(long revision, PoolName? pool, ReadPatience patience)
    {
        if (kept.TryGetValue(revision, out var entry) && !IsOver(entry.KeptAt))
        {
            return entry.State;
        }

        var view = await reader.ReachAsync(revision, pool, patience) ?? throw ServiceErrors.PageTokenExpired().ToRpcException();
        var state = view.State.Revision < revision ? view.State with { Revision = revision } : view.History.StateAt(revision);
        return state ?? throw ServiceErrors.PageTokenExpired().ToRpcException();
    }

    private bool IsOver(long keptAt) => time.GetElapsedTime(keptAt) > Lifetime;
}
