namespace ActorNet.Chaos.Lab;

/// <summary>What a lab has.</summary>
/// <param name="Nodes">How many nodes with leases of the default pool.</param>
/// <param name="CalmNodes">How many nodes whose leases outlive any outage of the control plane.</param>
/// <param name="HasDisks">Whether the members of etcd have disks that can be frozen and filled.</param>
internal sealed record LabOptions(int Nodes, int CalmNodes, bool HasDisks)
{
    /// <summary>How long leases of the default pool live.</summary>
    public TimeSpan TimeToLive { get; init; } = Pools.TimeToLive;
}
