using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Platform;
using ActorNet.Agent.Rules;
using ActorNet.Agent.State;

namespace ActorNet.Agent.DataPlane;

/// <summary>Takes off the host what an agent with other options has put there and this one would neither use nor look after, apart from routes and tunnels, which are compared like others.</summary>
internal static class HostRetirement
{
    /// <summary>
    /// What of a footprint is not wanted any more: a bridge in whose place another one gets the same addresses, and files that would say for ever what once was. With <c>alloc</c> the bridge stays,
    /// because containers run on it, but only with what is held.
    /// </summary>
    public static Footprint Find(Footprint footprint, HeldLease lease, HostPlan plan)
    {
        ImmutableArray<InterfaceAddress> addresses = KeepsBridge(plan)
            ? [.. footprint.Addresses.Where(address => !lease.Subnets.Any(subnet => subnet.Contains(address.Address)))]
            : footprint.Bridge == plan.Bridge ? [] : footprint.Addresses;
        var hasBridge = KeepsBridge(plan) ? !addresses.IsEmpty : footprint.Bridge != plan.Bridge;
        return new Footprint(hasBridge ? footprint.Bridge : null, addresses, 0, [.. footprint.Files.Except(DesiredFile.For(lease, plan).Select(file => file.Path))]);
    }

    /// <summary>Removes it; what cannot be removed is in the answer. A file that is somebody else's by now stays.</summary>
    public static Task<IReadOnlyList<Problem>> RemoveAsync(Footprint retired, Footprint footprint, HeldLease lease, HostPlan plan, CancellationToken cancellationToken)
    {
        ImmutableArray<Prefix> subnets = [.. lease.Subnets, .. footprint.Addresses.Select(address => address.Network)];
        var ours = retired with { Files = [.. retired.Files.Where(file => DesiredFile.IsStillOurs(file, subnets))] };
        return HostCleaner.CleanAsync(ours, cancellationToken, KeepsBridge(plan));
    }

    /// <summary>The footprint when that is done.</summary>
    public static Footprint Without(this Footprint footprint, Footprint retired, HostPlan plan) => footprint with
    {
        Bridge = retired.Bridge is not null && !KeepsBridge(plan) ? null : footprint.Bridge,
        Addresses = [.. footprint.Addresses.Except(retired.Addresses)],
        Files = [.. footprint.Files.Except(retired.Files)],
    };

    /// <summary>
    /// Hands the kernel over to whoever looks after it from now on. A fence that nobody keeps open shuts at the deadline it was last given, although the lease goes on, and rules that nobody keeps say
    /// what once was. Where another agent has this host they are its.
    /// </summary>
    public static async Task<IReadOnlyList<Problem>> HandOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var claim = await HostClaim.TakeAsync(cancellationToken);
            return [.. await RuleCleaner.CleanAsync(cancellationToken), .. await FenceCleaner.RemoveAsync(cancellationToken)];
        }
        catch (HostInUseException)
        {
            return [];
        }
    }

    private static bool KeepsBridge(HostPlan plan) => plan.Backend == BackendKind.AddressesOnly;
}
