using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Peers;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Leasing;

/// <summary>What this node says of itself and what it would like.</summary>
internal sealed record NodeProfile(
    NodeId Node,
    string Pool,
    BackendKind Backend,
    ImmutableArray<IPAddress> PublicAddresses,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableArray<Prefix> PreferredSubnets,
    int IPv4PrefixLength,
    int IPv6PrefixLength)
{
    /// <summary>The longest IPv4 prefix taken; 0: the wanted length or none.</summary>
    public int IPv4LongestPrefixLength { get; init; }

    /// <summary>The longest IPv6 prefix taken; 0: the wanted length or none.</summary>
    public int IPv6LongestPrefixLength { get; init; }

    /// <summary>How many subnets of an address family it can use, 1 to 4.</summary>
    public int MostSubnets { get; init; } = 1;

    /// <summary>Whether it gives back what it has more than the wanted prefix lengths.</summary>
    public bool GivesBack { get; init; }

    /// <summary>How much it would like to have.</summary>
    public SubnetAim Aim => new(IPv4PrefixLength, IPv6PrefixLength, MostSubnets, GivesBack);

    /// <summary>What this node's tunnels listen for; null: it has none.</summary>
    public TunnelEnd? Tunnel { get; init; }

    /// <summary>What carries the packets between nodes; not told to anybody.</summary>
    public ImmutableArray<Prefix> Underlay { get; init; } = [];

    public static NodeProfile From(AgentOptions options, HostPlan plan) => new(
        options.Node,
        options.Pool,
        options.Backend,
        plan.PublicAddresses,
        options.Labels,
        options.PreferredSubnets,
        options.IPv4PrefixLength,
        options.IPv6PrefixLength)
    {
        IPv4LongestPrefixLength = options.IPv4LongestPrefixLength,
        IPv6LongestPrefixLength = options.IPv6LongestPrefixLength,
        MostSubnets = options.MostSubnets,
        GivesBack = options.GivesBack,
        Underlay = [.. plan.Underlay],
        Tunnel = options.Backend == BackendKind.Vxlan && VtepMac.Of(options.Node) is var mac ? new TunnelEnd(options.VxlanVni, options.VxlanPort, mac, mac) : null,
    };

    /// <summary>Why this node cannot have a lease, whatever else is right with it; null: it can.</summary>
    public string? FindFault(HeldLease lease)
    {
        if (Pool.Length > 0 && lease.Pool != Pool)
            return $"the lease is of pool '{lease.Pool}'; this node takes one of pool '{Pool}'";

        foreach (var subnet in lease.Subnets)
        {
            if (Underlay.FirstOrDefault(subnet.Contains) is var network && network != default)
                return $"subnet {subnet} covers {network}, over which this node reaches the others; give the pool a range that no host is in";
        }

        return null;
    }

    public NodeAttributes ToAttributes()
    {
        var attributes = new NodeAttributes
        {
            PublicIpv4 = AddressOf(AddressFamily.InterNetwork),
            PublicIpv6 = AddressOf(AddressFamily.InterNetworkV6),
            BackendType = Backend switch
            {
                BackendKind.HostGateway => BackendType.HostGw,
                BackendKind.Vxlan => BackendType.Vxlan,
                BackendKind.AddressesOnly => BackendType.Alloc,
                _ => throw new InvalidOperationException($"{Backend} is not a backend."),
            },
            Vxlan = Tunnel is null ? null : new VxlanEndpoint { Vni = Tunnel.Vni, Port = Tunnel.Port, VtepMac = Tunnel.Mac.ToString() },
        };
        attributes.Labels.Add(Labels);
        return attributes;
    }

    private string AddressOf(AddressFamily family) => PublicAddresses.FirstOrDefault(address => address.AddressFamily == family)?.ToString() ?? "";
}
