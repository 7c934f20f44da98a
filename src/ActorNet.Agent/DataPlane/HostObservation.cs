using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane.Kernel;
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

    /// <summary>How many entries of the tunnels, neighbours and forwarding, are as they should be.</summary>
    public int OverlayRight { get; init; }

    /// <summary>How many are not.</summary>
    public int OverlayWrong { get; init; }

    /// <summary>What somebody else has changed and the agent has put back.</summary>
    public MendedCounts Mended { get; init; } = MendedCounts.None;

    /// <summary>Whether bridge, switches and files, read back, are what the lease says.</summary>
    public bool IsRight { get; init; }

    /// <summary>Puts together what one pass has seen.</summary>
    /// <param name="wants">What the kernel should be.</param>
    /// <param name="report">What it was when everything was compared last; null: it was not looked at.</param>
    /// <param name="refused">How many subnets of other nodes get no route.</param>
    /// <param name="configured">The epoch that the host is set up for.</param>
    /// <param name="configuredSubnets">The subnets that the host is set up for.</param>
    /// <param name="problems">All problems of the pass.</param>
    /// <param name="mended">What was put back so far.</param>
    public static HostObservation Of(
        KernelWants wants, KernelReport? report, int refused, Epoch configured, ImmutableArray<Prefix> configuredSubnets, IEnumerable<Problem> problems, MendedCounts mended)
    {
        var tables = wants.Tables;
        var entries = tables.Neighbours.Count + tables.Forwarding.Count;
        var (routesWrong, overlayWrong) = (Math.Min(report?.RoutesWrong ?? 0, tables.Routes.Count), Math.Min(report?.OverlayWrong ?? 0, entries));
        return new HostObservation(
            report is null ? null : wants.State.Bridge?.Name,
            [.. report is null ? [] : report.Links.Bridge.Addresses.Select(address => new InterfaceAddress(address.Local, address.PrefixLength))],
            configured,
            configuredSubnets,
            tables.Routes.Count - routesWrong,
            routesWrong + refused,
            [.. problems])
        {
            OverlayRight = entries - overlayWrong,
            OverlayWrong = overlayWrong,
            Mended = mended,
            ForeignRoutes = report?.ForeignRoutes,
        };
    }
}
