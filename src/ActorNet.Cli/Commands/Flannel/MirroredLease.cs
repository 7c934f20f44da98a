using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Leases in the other side's words.</summary>
internal static class MirroredLease
{
    // flannel needs an address in every lease, and takes one with its own address for its own.
    private static readonly IPAddress NoAddress = IPAddress.Broadcast;

    /// <summary>What a flanneld says of its node, as an agent would say it.</summary>
    /// <param name="entry">The key.</param>
    /// <param name="port">The UDP port of flannel's VXLAN; 0: the kernel's default.</param>
    public static NodeAttributes ToAttributes(FlannelEntry entry, int port)
    {
        var lease = entry.Lease;
        var attributes = new NodeAttributes
        {
            PublicIpv4 = lease.PublicIp is { } ipv4 && !ipv4.Equals(IPAddress.Any) ? ipv4.ToString() : "",
            PublicIpv6 = lease.PublicIpv6?.ToString() ?? "",
            BackendType = BackendType.Alloc,
            Labels = { ["held-by"] = "flanneld" },
        };
        var ((vni, mac), (vniV6, macV6)) = (FlannelLease.ReadVxlan(lease.BackendData), FlannelLease.ReadVxlan(lease.BackendV6Data));
        if (lease.BackendType == "host-gw")
        {
            attributes.BackendType = BackendType.HostGw;
        }
        else if (lease.BackendType == "vxlan" && (vni ?? vniV6) is { } number && (mac ?? macV6) is { } endpoint)
        {
            attributes.BackendType = BackendType.Vxlan;
            attributes.Vxlan = new VxlanEndpoint
            {
                Vni = number,
                Port = port,
                VtepMac = endpoint.ToLowerInvariant(),
                VtepMacV6 = mac is not null && macV6 is not null ? macV6.ToLowerInvariant() : "",
            };
        }

        return attributes;
    }

    /// <summary>What a node says of itself, as a flanneld would say it.</summary>
    public static FlannelLease ToFlannel(Lease lease, IReadOnlyCollection<Prefix> subnets)
    {
        var attributes = lease.Attributes ?? new NodeAttributes();
        var (ipv4, ipv6) = (IPAddress.TryParse(attributes.PublicIpv4, out var first) ? first : null, IPAddress.TryParse(attributes.PublicIpv6, out var second) ? second : null);
        var value = new FlannelLease
        {
            PublicIp = ipv4 ?? (ipv6 is null ? NoAddress : null),
            PublicIpv6 = ipv6,
            BackendType = FlannelLease.Alloc,
            Mark = new FlannelMark(lease.Pool, lease.NodeId, lease.Epoch),
        };
        return attributes switch
        {
            { BackendType: BackendType.HostGw } => value with { BackendType = "host-gw" },
            { BackendType: BackendType.Vxlan, Vxlan: { } vxlan } => value with
            {
                BackendType = "vxlan",
                BackendData = subnets.Any(subnet => subnet.Family == AddressFamily.InterNetwork) ? FlannelLease.WriteVxlan(vxlan.Vni, vxlan.VtepMac) : null,
                BackendV6Data = subnets.Any(subnet => subnet.Family == AddressFamily.InterNetworkV6)
                    ? FlannelLease.WriteVxlan(vxlan.Vni, vxlan.VtepMacV6.Length > 0 ? vxlan.VtepMacV6 : vxlan.VtepMac)
                    : null,
            },
            _ => value,
        };
    }

    /// <summary>A key that is in flanneld's way, and makes no routes.</summary>
    public static FlannelLease ToClaim(string pool, string nodeId, IPAddress? address) => new()
    {
        PublicIp = address is null ? NoAddress : address.AddressFamily == AddressFamily.InterNetwork ? address : null,
        PublicIpv6 = address?.AddressFamily == AddressFamily.InterNetworkV6 ? address : null,
        BackendType = FlannelLease.Alloc,
        Mark = new FlannelMark(pool, nodeId, Epoch: 0),
    };

    /// <summary>The keys of a lease: one for each pair of subnets where flannel has both families. A node that moves has several.</summary>
    public static IEnumerable<IReadOnlyList<Prefix>> Keys(IReadOnlyList<Prefix> subnets)
    {
        var (ipv4, ipv6) = (subnets.Where(subnet => subnet.Family == AddressFamily.InterNetwork).ToList(), subnets.Where(subnet => subnet.Family == AddressFamily.InterNetworkV6).ToList());
        for (var index = 0; index < Math.Max(ipv4.Count, ipv6.Count); index++)
            yield return [.. ipv4.Skip(index).Take(1), .. ipv6.Skip(index).Take(1)];
    }
}
