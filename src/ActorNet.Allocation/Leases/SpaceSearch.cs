namespace ActorNet.Allocation.Leases;

/// <summary>How far the search for a node's subnets has gone; each step opens more space than the one before.</summary>
internal enum SpaceSearch
{
    /// <summary>The shard's own free space, for the preferred subnets.</summary>
    Preferred,

    /// <summary>The shard's own free space; then the pool's, and what other shards have free.</summary>
    Free,

    /// <summary>The shard's own quarantined space, oldest first; then that of other shards.</summary>
    Quarantined,

    /// <summary>Everything was asked and nothing is left.</summary>
    Exhausted,
}
