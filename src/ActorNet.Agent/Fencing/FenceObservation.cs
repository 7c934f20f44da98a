using ActorNet.Netlink;

namespace ActorNet.Agent.Fencing;

/// <summary>What the kernel has of the fence.</summary>
/// <param name="Chains">Its chains.</param>
/// <param name="Sets">Its sets.</param>
/// <param name="Rules">Its rules, those of a chain in their order.</param>
/// <param name="Own">This node's subnets.</param>
/// <param name="Pool">The cluster network.</param>
/// <param name="Held">What is held and has not timed out.</param>
internal sealed record FenceObservation(
    IReadOnlyList<NftChain> Chains,
    IReadOnlyList<NftSet> Sets,
    IReadOnlyList<NftRule> Rules,
    IReadOnlyList<NftElement> Own,
    IReadOnlyList<NftElement> Pool,
    IReadOnlyList<NftElement> Held)
{
    /// <summary>How many packets it has stopped since it was made.</summary>
    public long Stopped => (long)Rules.SelectMany(rule => rule.Expressions).OfType<NftExpression.Counter>().Aggregate(0UL, (sum, counter) => sum + counter.Packets);
}
