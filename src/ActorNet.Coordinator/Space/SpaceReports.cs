using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Space;

/// <summary>
/// What is left of pools, kept for as long as their leases stay as they are. 100,000 leases take some 150 ms of a processor, mostly to put them in order,
/// so one report is made at a time, whoever asks for how many: the other processors are for everybody else.
/// </summary>
internal sealed class SpaceReports : IDisposable
{
    private readonly ConditionalWeakTable<DirectoryPool, Report> kept = [];
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>What is left of the pool as it is in this view, IPv4 first.</summary>
    public async Task<ImmutableArray<FamilySpace>> OfAsync(DirectoryPool pool, CancellationToken cancellation)
    {
        if (kept.TryGetValue(pool, out var known))
        {
            return known.Families;
        }

        await turn.WaitAsync(cancellation);
        try
        {
            // Made away from the caller's thread, which also serves others.
            return kept.TryGetValue(pool, out known) ? known.Families : await Task.Run(() => kept.GetValue(pool, Report.Of).Families, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private sealed record Report(ImmutableArray<FamilySpace> Families)
    {
        public static Report Of(DirectoryPool pool) => new([.. pool.Spec.Families.Select(family => FamilySpace.Of(pool, family))]);
    }
}
