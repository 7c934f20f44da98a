using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.DataPlane;

/// <summary>What a pass of the reconciler found the host to be, after all that it could do.</summary>
/// <param name="Bridge">The bridge that is looked after; null: none is.</param>
/// <param name="BridgeAddresses">Its addresses of global scope.</param>
/// <param name="Configured">The epoch of the lease that the host, read back, is or was last set up for.</param>
/// <param name="ConfiguredSubnets">That lease's subnets.</param>
/// <param name="RoutesRight">How many routes to other nodes are as they should be.</param>
/// <param name="RoutesWrong">How many are not, or cannot be made.</param>
/// <param name="Problems">What is not as it should be.</param>
internal sealed record HostObservation(
    string? Bridge,
    ImmutableArray<InterfaceAddress> BridgeAddresses,
    Epoch Configured,
    ImmutableArray<Prefix> ConfiguredSubnets,
    int RoutesRight,
    int RoutesWrong,
    ImmutableArray<Problem> Problems)
{
    /// <summary>Where the host's routes lead that are not the agent's; null: they are not looked at.</summary>
    public ImmutableArray<Prefix>? ForeignRoutes { get; init; }

    /// <summary>Puts together what one pass has seen.</summary>
    /// <param name="desired">What the host should be.</param>
    /// <param name="kernel">The kernel, as it was read last; null: it was not looked at.</param>
    /// <param name="difference">What was still between the two then; null: the same.</param>
    /// <param name="configured">The epoch that the host is set up for.</param>
    /// <param name="configuredSubnets">The subnets that the host is set up for.</param>
    /// <param name="problems">All problems of the pass.</param>
    public static HostObservation Of(
        DesiredState desired, KernelState? kernel, Difference? difference, Epoch configured, ImmutableArray<Prefix> configuredSubnets, IEnumerable<Problem> problems)
    {
        var wrong = difference is null ? 0 : CountWrong(desired, kernel, difference);
        return new HostObservation(
            kernel is null ? null : desired.Bridge?.Name,
            [.. kernel is null ? [] : kernel.BridgeAddresses.Select(address => new InterfaceAddress(address.Local, address.PrefixLength))],
            configured,
            configuredSubnets,
            desired.Routes.Length - wrong,
            wrong + desired.Refusals.Length,
            [.. problems]);
    }

    private static int CountWrong(DesiredState desired, KernelState? kernel, Difference difference)
    {
        if (kernel?.Uplink is null)
            return desired.Routes.Length;

        var subjects = difference.Changes.Select(change => change.Subject).Concat(difference.Conflicts.Select(conflict => conflict.Subject)).ToHashSet(StringComparer.Ordinal);
        return desired.Routes.Count(route => subjects.Contains(RouteDifference.SubjectOf(route)));
    }
}
