using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Agent.Leasing;

/// <summary>How much of the pool the node would like to have.</summary>
/// <param name="IPv4PrefixLength">The length of an IPv4 prefix as large as all its subnets together, 1 to 30; 0: what it has is right.</param>
/// <param name="IPv6PrefixLength">The same for IPv6, 1 to 126; 0: what it has is right.</param>
/// <param name="MostSubnets">The most subnets of an address family, 1 to 4, besides what it is leaving.</param>
/// <param name="GivesBack">Whether it gives back what it has more.</param>
internal readonly record struct SubnetAim(int IPv4PrefixLength, int IPv6PrefixLength, int MostSubnets, bool GivesBack)
{
    /// <summary>
    /// Whether there is nothing to ask for: the lease is as large as it should be, or can be, or changes already. Where it is smaller and there may be no more subnets, it can only grow in place,
    /// and whoever wants that asks when it starts.
    /// </summary>
    public bool IsMetBy(HeldLease lease) =>
        !lease.Leaving.IsEmpty || (IsMetBy(lease, AddressFamily.InterNetwork, IPv4PrefixLength) && IsMetBy(lease, AddressFamily.InterNetworkV6, IPv6PrefixLength));

    private bool IsMetBy(HeldLease lease, AddressFamily family, int length)
    {
        ImmutableArray<Prefix> held = [.. lease.Staying.Where(subnet => subnet.Family == family)];
        if (held.Length > MostSubnets)
            return false;
        if (held.IsEmpty || length == 0)
            return true;

        var wanted = UInt128.One << ((family == AddressFamily.InterNetwork ? 32 : 128) - length);
        var has = held.Aggregate(UInt128.Zero, (sum, subnet) => sum + subnet.AddressCount);
        return has == wanted || (has < wanted ? held.Length == MostSubnets : !GivesBack);
    }
}
