using ActorNet.Histories.Operations;

namespace ActorNet.Histories.Watching;

/// <summary>All leases that are held at a revision.</summary>
internal sealed class StoreView
{
    private readonly SortedDictionary<string, StoredLease> leases = new(StringComparer.Ordinal);

    public IReadOnlyCollection<StoredLease> Leases => leases.Values;

    public void Clear() => leases.Clear();

    public void Put(StoredLease lease) => leases[lease.Node] = lease;

    public void Apply(LeaseStep step)
    {
        if (step.IsPut)
        {
            Put(step.Lease);
        }
        else if (leases.TryGetValue(step.Lease.Node, out var lease) && lease.Epoch == step.Lease.Epoch)
        {
            leases.Remove(step.Lease.Node);
        }
    }

    /// <summary>What the other one has and this one has not, or has otherwise; and the other way round.</summary>
    public IEnumerable<string> DifferencesFrom(StoreView other)
    {
        foreach (var lease in other.leases.Values)
        {
            if (!leases.TryGetValue(lease.Node, out var own))
            {
                yield return $"{lease} is missing";
            }
            else if (own.Epoch != lease.Epoch || !own.Subnets.SequenceEqual(lease.Subnets))
            {
                yield return $"{own} is known instead of {lease}";
            }
        }

        foreach (var lease in leases.Values.Where(lease => !other.leases.ContainsKey(lease.Node)))
        {
            yield return $"{lease} is known and is not there";
        }
    }
}
