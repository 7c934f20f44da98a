using System.Collections.Immutable;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane;

/// <summary>What to ask of the kernel so that it becomes what it should be.</summary>
/// <param name="Changes">The changes in the order in which they have to be made; none depends on another's success.</param>
/// <param name="Conflicts">What the agent will not change, because it is not its own.</param>
/// <param name="BridgeIsRight">Whether the bridge, as read, is what the lease says.</param>
internal sealed record Difference(ImmutableArray<Change> Changes, ImmutableArray<Problem> Conflicts, bool BridgeIsRight)
{
    /// <summary>Compares.</summary>
    /// <param name="desired">What should be.</param>
    /// <param name="kernel">What is.</param>
    /// <param name="protocol">The protocol number of the agent's routes.</param>
    /// <param name="ownAddresses">The addresses that the agent set on the bridge.</param>
    public static Difference Between(DesiredState desired, KernelState kernel, RouteProtocol protocol, ImmutableArray<InterfaceAddress> ownAddresses)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        var conflicts = ImmutableArray.CreateBuilder<Problem>();
        if (desired.Bridge is { } bridge)
            BridgeDifference.Find(bridge, kernel, ownAddresses, changes, conflicts);
        var bridgeIsRight = changes.Count == 0 && conflicts.Count == 0;

        RouteDifference.Find(desired, kernel, protocol, changes, conflicts);
        return new Difference(changes.ToImmutable(), conflicts.ToImmutable(), bridgeIsRight);
    }
}

/// <summary>One change.</summary>
/// <param name="Subject">What it is about, in words that stay the same from one comparison to the next.</param>
/// <param name="Request">What to ask of the kernel.</param>
/// <param name="SetsAddress">The address that it sets, if it sets one.</param>
internal readonly record struct Change(string Subject, NetlinkRequest Request, InterfaceAddress? SetsAddress = null)
{
    /// <summary>The kind of object that it changes: the subject's first word.</summary>
    public string Kind => Subject.Split(' ', 2)[0];
}
