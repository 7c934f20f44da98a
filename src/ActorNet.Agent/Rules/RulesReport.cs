using System.Collections.Immutable;
using ActorNet.Agent.DataPlane;

namespace ActorNet.Agent.Rules;

/// <summary>Where the rules stand, for whoever wants to show it.</summary>
/// <param name="Kind">With what masquerading and forwarding are ruled; never <see cref="RuleKind.Auto"/> once it is known.</param>
/// <param name="Written">How often rules were written because lease, nodes or options wanted others.</param>
/// <param name="Mended">How often somebody had changed them, or put rules before them, and they were put back.</param>
/// <param name="SpoofedPackets">Packets dropped because the bridge may not send from their source address, as last read.</param>
/// <param name="StrangersPackets">Packets dropped because the tunnel takes none from their sender, as last read.</param>
/// <param name="Problems">What is not as it should be.</param>
internal sealed record RulesReport(RuleKind Kind, long Written, long Mended, long SpoofedPackets, long StrangersPackets, ImmutableArray<Problem> Problems)
{
    public static readonly RulesReport Nothing = new(RuleKind.Auto, 0, 0, 0, 0, []);
}
