using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Rules;

/// <summary>What packets may do on this host. A function of lease and options.</summary>
/// <param name="Network">The cluster network.</param>
/// <param name="Masquerades">Whether what containers send out of the cluster network gets this host's address.</param>
/// <param name="Bridge">The bridge that containers are attached to; null: there is none.</param>
/// <param name="Sources">What source addresses the bridge may send from, of the families that the lease has: what is held, also what is being left, and networks outside of the cluster's that somebody else gave the bridge.</param>
/// <param name="Tunnel">Who may send to this node's tunnel; null: it has none, or it is not known who may.</param>
internal sealed record HostRules(ImmutableArray<Prefix> Network, bool Masquerades, string? Bridge, ImmutableArray<Prefix> Sources, TunnelDoor? Tunnel)
{
    private static readonly ImmutableArray<AddressFamily> Families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    /// <summary>The families in which containers have addresses of the cluster network.</summary>
    public IEnumerable<AddressFamily> ServedFamilies => Families.Where(family => Network.Any(prefix => prefix.Family == family));

    public static HostRules From(HeldLease lease, string? bridge, bool masquerades, IEnumerable<InterfaceAddress> bridgeAddresses, TunnelDoor? tunnel)
    {
        var network = Disjoint(lease.Network.Concat(lease.Subnets));
        var others = bridgeAddresses.Select(address => address.Network).Where(other => !network.Any(other.Overlaps) && lease.Subnets.Any(subnet => subnet.Family == other.Family));
        return new HostRules(network, masquerades, bridge, Disjoint(lease.Subnets.Concat(others)), tunnel);
    }

    /// <summary>Whether only who may send to the tunnel differs.</summary>
    public bool IsSameApartFromPeers(HostRules other) => (this with { Tunnel = null }).Equals(other with { Tunnel = null }) && Tunnel?.Port == other.Tunnel?.Port;

    public bool Equals(HostRules? other) =>
        other is not null
        && Masquerades == other.Masquerades
        && Bridge == other.Bridge
        && Tunnel == other.Tunnel
        && Network.AsSpan().SequenceEqual(other.Network.AsSpan())
        && Sources.AsSpan().SequenceEqual(other.Sources.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Masquerades, Bridge, Network.Length, Sources.Length);

    private static ImmutableArray<Prefix> Disjoint(IEnumerable<Prefix> prefixes)
    {
        ImmutableArray<Prefix> all = [.. prefixes];
        return [.. all.Where(prefix => !all.Any(other => other != prefix && other.Contains(prefix))).Distinct().Order()];
    }
}
