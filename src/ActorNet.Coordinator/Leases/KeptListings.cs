using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Leases;

/// <summary>
/// The states that page tokens belong to, so that all pages of a listing show one revision. They share all that did not change between
/// them: what one costs is what changed while it is kept.
/// </summary>
internal sealed class KeptListings(TimeProvider time)
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

    public bool TryGet(long revision, [NotNullWhen(true)] out DirectoryState? state)
    {
        state = kept.TryGetValue(revision, out var entry) && !IsOver(entry.KeptAt) ? entry.State : null;
        return state is not null;
    }

    private bool IsOver(long keptAt) => time.GetElapsedTime(keptAt) > Lifetime;
}
