namespace ActorNet.Simulation.Store;

/// <summary>What the store says of a transaction.</summary>
internal enum StoreResult
{
    /// <summary>It is done; or, asked for a proof: that is the end.</summary>
    Done,

    /// <summary>It is not done: somebody else has written there.</summary>
    Refused,

    /// <summary>It may or may not have been done, or may be yet (safety rule 6).</summary>
    Unknown,
}
