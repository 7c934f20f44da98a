using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Links;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>What a comparison found the kernel to be, after all that could be done.</summary>
/// <param name="Links">The links as they were read last.</param>
/// <param name="BridgeIsRight">Whether the bridge, as read, is what the lease says.</param>
/// <param name="HasFormer">Whether a tunnel is still there that should not be.</param>
/// <param name="RoutesWrong">How many routes are not as they should be.</param>
/// <param name="OverlayWrong">How many neighbours and forwarding entries are not.</param>
/// <param name="Done">How many changes were made, by kind.</param>
/// <param name="Problems">What is not as it should be.</param>
internal sealed record KernelReport(
    LinkState Links,
    bool BridgeIsRight,
    bool HasFormer,
    int RoutesWrong,
    int OverlayWrong,
    IReadOnlyDictionary<ObjectKind, int> Done,
    ImmutableArray<Problem> Problems)
{
    /// <summary>Where the host's routes lead that are not the agent's.</summary>
    public ImmutableArray<Prefix> ForeignRoutes { get; init; } = [];
}
