using ActorNet.Addressing;

namespace ActorNet.Histories.Operations;

/// <summary>A lease that the cluster has at the end, as a listing shows it or the journal says.</summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Subnets">Its subnets.</param>
public sealed record StoredLease(string Node, long Epoch, IReadOnlyList<Prefix> Subnets)
{
    /// <inheritdoc/>
    public override string ToString() => $"{HistoryText.List(Subnets)} of {Node} with epoch {Epoch}";
}
