namespace ActorNet.Coordinator.History;

/// <summary>What happened.</summary>
internal enum PastEventKind : byte
{
    PoolCreated,
    Granted,
    Updated,
    Revoked,

    /// <summary>The holder gave its lease back.</summary>
    Released,

    /// <summary>Somebody else ended the lease, and vouched that the node was down.</summary>
    NodeDown,
    Expired,
    QuarantineEnded,
    PoolChanged,
    PoolDeleted,
    Suspected,
    HeardAgain,
}
