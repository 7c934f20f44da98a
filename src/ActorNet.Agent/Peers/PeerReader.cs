using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Netlink;

namespace ActorNet.Agent.Peers;

/// <summary>Reads a peer out of a message, and refuses what no honest coordinator would send: it ends up in the kernel.</summary>
internal static class PeerReader
{
    /// <summary>More than any node has, also one that moves, and moves again before it is done.</summary>
    private const int MostSubnets = 32;

    public static bool TryRead(Lease lease, [NotNullWhen(true)] out Peer? peer, [NotNullWhen(false)] out string? fault)
    {
        peer = null;
        fault = FindFault(lease, out var node, out var subnets, out var ipv4, out var ipv6, out var tunnel);
        if (fault is not null)
            return false;

        peer = new Peer(node, new Epoch(lease.Epoch), subnets, ipv4, ipv6, BackendOf(lease.Attributes), tunnel);
        return true;
    }

    private static BackendKind BackendOf(NodeAttributes? attributes) => attributes?.BackendType switch
    {
        BackendType.HostGw => BackendKind.HostGateway,
        BackendType.Vxlan => BackendKind.Vxlan,
        _ => BackendKind.AddressesOnly,
    };

    private static string? FindFault(
        Lease lease, out NodeId node, out ImmutableArray<Prefix> subnets, out IPAddress? ipv4, out IPAddress? ipv6, out TunnelEnd? tunnel)
    {
        (subnets, ipv4, ipv6, tunnel) = ([], null, null, null);
        if (!NodeId.TryParse(lease.NodeId, out node))
            return $"node id '{lease.NodeId}' has not the form of one";
        if (lease.Epoch < 1 || lease.Epoch > Epoch.Highest.Value)
            return $"epoch {lease.Epoch} is not 1 to {Epoch.Highest} (2^62)";

        return ReadSubnets(lease, out subnets)
            ?? ReadAddress(lease.Attributes?.PublicIpv4, AddressFamily.InterNetwork, out ipv4)
            ?? ReadAddress(lease.Attributes?.PublicIpv6, AddressFamily.InterNetworkV6, out ipv6)
            ?? ReadTunnel(lease.Attributes, out tunnel);
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

    private static string? ReadTunnel(NodeAttributes? attributes, out TunnelEnd? tunnel)
    {
        tunnel = null;
        if (attributes?.BackendType != BackendType.Vxlan)
            return null;

        if (attributes.Vxlan is not { } told)
            return "its backend is vxlan and it says no tunnel end point";
        if (told.Vni is < 1 or >= 1 << 24)
            return $"VNI {told.Vni} is not 1 to 16777215";
        if (told.Port is < 0 or > ushort.MaxValue)
            return $"UDP port {told.Port} is not 0 to 65535";
        if (!IsUnicast(told.VtepMac, out var mac))
            return $"VTEP MAC address '{told.VtepMac}' is no unicast one";
        var macOverIPv6 = mac;
        if (!string.IsNullOrEmpty(told.VtepMacV6) && !IsUnicast(told.VtepMacV6, out macOverIPv6))
            return $"VTEP MAC address '{told.VtepMacV6}' is no unicast one";

        tunnel = new TunnelEnd(told.Vni, told.Port == 0 ? Vxlan.LinuxPort : told.Port, mac, macOverIPv6);
        return null;
    }

    private static bool IsUnicast(string text, out MacAddress mac)
    {
        const int group = 1; // the first bit on the wire, IEEE 802
        return MacAddress.TryParse(text, null, out mac) && mac != MacAddress.Zero && (mac.ToArray()[0] & group) == 0;
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
