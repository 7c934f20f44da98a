namespace ActorNet.Allocation.Pools;

/// <summary>What happens to the lease of a node that stops renewing.</summary>
public enum ReclaimPolicy
{
    /// <summary>It expires after its time to live and a grace.</summary>
    Auto,

    /// <summary>It stays until somebody releases it.</summary>
    Manual,
}
