using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Peers;

/// <summary>Reads a peer out of a message, and refuses what no honest coordinator would send: it ends up in the kernel.</summary>
internal static class PeerReader
{
    /// <summary>More than any node has, also one that moves, and moves again before it is done.</summary>
    private const int MostSubnets = 32;

    public static bool TryRead(Lease lease, [NotNullWhen(true)] out Peer? peer, [NotNullWhen(false)] out string? fault)
    {
        peer = null;
        fault = FindFault(lease, out var node, out var subnets, out var ipv4, out var ipv6);
        if (fault is not null)
            return false;

        peer = new Peer(node, new Epoch(lease.Epoch), subnets, ipv4, ipv6, lease.Attributes?.BackendType == BackendType.HostGw);
        return true;
    }

    private static string? FindFault(Lease lease, out NodeId node, out ImmutableArray<Prefix> subnets, out IPAddress? ipv4, out IPAddress? ipv6)
    {
        (subnets, ipv4, ipv6) = ([], null, null);
        if (!NodeId.TryParse(lease.NodeId, out node))
            return $"node id '{lease.NodeId}' has not the form of one";
        if (lease.Epoch < 1)
            return $"epoch {lease.Epoch} is not 1 or more";

        return ReadSubnets(lease, out subnets)
            ?? ReadAddress(lease.Attributes?.PublicIpv4, AddressFamily.InterNetwork, out ipv4)
            ?? ReadAddress(lease.Attributes?.PublicIpv6, AddressFamily.InterNetworkV6, out ipv6);
    }

    private static string? ReadSubnets(Lease lease, out ImmutableArray<Prefix> subnets)
    {
        var read = ImmutableArray.CreateBuilder<Prefix>();
        subnets = [];
        if (lease.Subnets.Count > MostSubnets)
            return $"it has {lease.Subnets.Count} subnets, more than {MostSubnets}";

        foreach (var text in lease.Subnets)
        {
            if (!Prefix.TryParse(text, out var subnet, out var error))
                return error;
            if (SpecialRanges.Touching(subnet) is { } name)
                return $"subnet {subnet} touches the {name} range";
            if (read.Any(other => other.Overlaps(subnet)))
                return $"subnet {subnet} overlaps another one of the same lease";

            read.Add(subnet);
        }

        subnets = read.ToImmutable();
        return subnets.IsEmpty ? "there is no subnet" : null;
    }

    private static string? ReadAddress(string? text, AddressFamily family, out IPAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text))
            return null;

        var width = family == AddressFamily.InterNetwork ? 32 : 128;
        if (!Prefix.TryParse($"{text}/{width}", out var host) || host.Family != family)
            return $"public address '{text}' is no {(width == 32 ? "IPv4" : "IPv6")} address";

        address = host.Address;
        return SpecialRanges.Containing(address) is { } name ? $"public address {text} is in the {name} range" : null;
    }
}
