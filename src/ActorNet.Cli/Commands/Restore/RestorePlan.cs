using ActorNet.Cli.Commands.Export;

namespace ActorNet.Cli.Commands.Restore;

/// <summary>What is left to do so that an empty service has what an export has: made of the export and of what the service has, so that a restore that broke off goes on.</summary>
/// <param name="Pools">The exported pools.</param>
/// <param name="Present">Those of them that are there, by name, with their reservations.</param>
/// <param name="HasStandard">Whether the pool <c>default</c> that every service begins with is there, unused.</param>
/// <param name="Problems">Why nothing can be done: the service is in use, or the export has more than can be restored.</param>
internal sealed record RestorePlan(
    IReadOnlyList<PoolRestore> Pools, IReadOnlyDictionary<string, PoolExport> Present, bool HasStandard, IReadOnlyList<string> Problems)
{
    /// <summary>The pool in whose shard the epochs are raised; it is there for a moment only.</summary>
    public const string EpochPool = "restore-epochs";

    /// <summary>Whether the epochs are still to be raised: no pool of the export is made before that is done.</summary>
    public bool RaisesEpochs => Present.Count == 0;

    /// <summary>Plans it.</summary>
    /// <param name="source">The export.</param>
    /// <param name="present">All pools that the service has, with their reservations, and their leases in any state.</param>
    public static RestorePlan Make(RestoreSource source, IReadOnlyList<PoolExport> present)
    {
        var pools = source.Pools.Select(PoolRestore.Of).ToList();
        var problems = new List<string>();
        foreach (var pool in pools.Where(pool => pool.Steps.Count > PoolRestore.MaxReservations))
            problems.Add($"pool {pool.Pool.Name} would need {pool.Steps.Count} reservations, and a pool has at most {PoolRestore.MaxReservations}; restore a backup of etcd");

        var (found, hasStandard) = (new Dictionary<string, PoolExport>(StringComparer.Ordinal), false);
        foreach (var one in present.Where(one => one.Pool.Name != EpochPool))
        {
            if (pools.Find(pool => pool.Pool.Name == one.Pool.Name) is { } wanted && IsRestored(one, wanted))
                found.Add(one.Pool.Name, one);
            else if (one.Pool is { Name: "default", Generation: 1 } && one.Leases.Count == 0 && one.Reservations.Count == 0)
                hasStandard = true;
            else
                problems.Add(Explain(one));
        }

        // The unused pool goes before any other is made.
        if (hasStandard && found.Count > 0)
            problems.Add($"pool {string.Join(' ', found.Keys)} is there, and no restore has made it, for the pool default is still the one that a service begins with");

        return new RestorePlan(pools, found, hasStandard, problems);
    }

    /// <summary>
    /// Whether a restore of this export has made the pool: it has its settings, is cordoned and unused or has its reservations, and no node holds anything but what is restored for it.
    /// </summary>
    private static bool IsRestored(PoolExport present, PoolRestore wanted)
    {
        var settings = PoolRestore.Settings(wanted.Pool);
        var pins = wanted.Steps.Where(step => step.Reservation.NodeId.Length > 0).Select(step => (step.Reservation.NodeId, step.Reservation.Cidr)).ToHashSet();
        var names = wanted.Steps.Select(step => step.Reservation.Name).ToHashSet(StringComparer.Ordinal);
        return PoolRestore.Settings(present.Pool).Equals(settings)
            && (present.Pool.Name != "default" || present.Pool.Generation > 1)
            && (present.Pool.Cordoned || present.Reservations.Any(reservation => names.Contains(reservation.Name)))
            && present.Leases.All(lease => lease.Subnets.All(subnet => pins.Contains((lease.NodeId, subnet))))
            && present.Reservations.All(reservation => names.Contains(reservation.Name));
    }

    private static string Explain(PoolExport present)
    {
        var held = present.Leases.Count > 0 ? $"{present.Leases.Count} leases" : present.Reservations.Count > 0 ? $"{present.Reservations.Count} reservations" : "settings of its own";
        return $"pool {present.Pool.Name} is there, with {held} that no restore of this export has made";
    }
}
