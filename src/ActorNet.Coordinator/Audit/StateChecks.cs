using System.Runtime.CompilerServices;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// The checks of a state alone: nobody is asked. What was found of a pool is kept for as long as the pool is as it was, so that looking again
/// and again costs only where something happens. Thread-safe.
/// </summary>
internal sealed class StateChecks
{
    private readonly ConditionalWeakTable<DirectoryPool, CheckResult[]> known = [];

    /// <summary>Everything that is wrong with one pool, or with all.</summary>
    public IReadOnlyList<CheckResult> Of(DirectoryState state, PoolName? pool)
    {
        var pools = PoolsOf(state, pool).ToList();
        return
        [
            .. pools.SelectMany(checkedPool => known.GetValue(checkedPool, static looked => [LeaseChecks.Of(looked), BlockChecks.Of(looked)])),
            .. pools.Select(checkedPool => JournalChecks.Of(state, checkedPool)),
            .. pools.Count > 1 ? [LeaseChecks.Between(pools)] : Enumerable.Empty<CheckResult>(),
        ];
    }

    /// <summary>The pools that are meant.</summary>
    public static IEnumerable<DirectoryPool> PoolsOf(DirectoryState state, PoolName? pool) =>
        state.Pools.Values.Where(known => pool is not { } name || known.Spec.Name == name);
}
