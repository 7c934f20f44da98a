namespace ActorNet.Allocation.Reservations;

/// <summary>
/// Which reservations one shard has to know: those whose ranges it owned a part of when they were made, and the pins of its nodes. Whatever the
/// shard gets later has nothing of a reservation, so nothing else is ever added.
/// </summary>
internal sealed class ShardOrders
{
    private readonly SortedSet<long> reservations = [];

    /// <summary>Grows with each change; 0: there was never anything to know.</summary>
    public long Version { get; private set; }

    /// <summary>The reservations' numbers.</summary>
    public IReadOnlyCollection<long> Reservations => reservations;

    public void Add(long reservation)
    {
        Invariant.Require(reservations.Add(reservation), $"a shard is told twice of reservation {reservation}");
        Version++;
    }

    /// <summary>Nothing changes where the shard was never told of it.</summary>
    public void Remove(long reservation) => Version += reservations.Remove(reservation) ? 1 : 0;

    /// <summary>Something of a reservation has changed that shards are told; nothing does where the shard was never told of it.</summary>
    public void Change(long reservation) => Version += reservations.Contains(reservation) ? 1 : 0;

    public void Restore(long version, IEnumerable<long> all)
    {
        Version = version;
        reservations.UnionWith(all);
    }
}
