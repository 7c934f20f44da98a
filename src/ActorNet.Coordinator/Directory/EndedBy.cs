namespace ActorNet.Coordinator.Directory;

/// <summary>Who ended a lease.</summary>
internal enum EndedBy
{
    /// <summary>The node itself.</summary>
    Holder,

    /// <summary>Somebody else.</summary>
    Operator,

    /// <summary>Nobody: it was not renewed.</summary>
    Expiry,
}
