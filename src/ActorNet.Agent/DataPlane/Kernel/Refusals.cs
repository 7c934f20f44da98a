using System.Globalization;
using System.Net.Sockets;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>Makes of the kernel's refusals what an operator can act on.</summary>
internal static class Refusals
{
    /// <summary>RFC 8200, section 5: the kernel has no IPv6 on a link with less.</summary>
    private const int LeastMtuOfIPv6 = 1280;

    public static async Task<Problem> ExplainAsync(NetlinkConnection netlink, Change change, NetlinkResult result, CancellationToken cancellationToken)
    {
        if (change.Request.Subject is Link { Kind: Vxlan vxlan } link)
        {
            var problem = result.Errno switch
            {
                Errno.EEXIST => await ExplainTakenAsync(netlink, link, vxlan, cancellationToken),
                Errno.EADDRINUSE => $"{link.Name} cannot listen: UDP port {vxlan.Port} is in use (ss -ulnp 'sport = {vxlan.Port}' says by whom); take another one with --vxlan-port, the same on all nodes",
                Errno.EOPNOTSUPP => $"{link.Name} cannot be made: this kernel has no VXLAN; load the module vxlan, or use --backend host-gw",
                _ => null,
            };
            if (problem is not null)
                return new Problem(change.Subject, problem);
        }

        if (change.Request.Subject is Address { Local.AddressFamily: AddressFamily.InterNetworkV6 } address && await ExplainIPv6Async(netlink, address, result, cancellationToken) is { } reason)
            return new Problem(change.Subject, reason);

        return new Problem(change.Subject, $"the kernel refused {result.Request}: {result.Error}");
    }

    private static async Task<string?> ExplainIPv6Async(NetlinkConnection netlink, Address address, NetlinkResult result, CancellationToken cancellationToken)
    {
        if ((await netlink.ListLinksAsync(cancellationToken)).FirstOrDefault(link => link.Index == address.LinkIndex) is not { } link)
            return null;

        var what = $"{link.Name} cannot have {address.Local}/{address.PrefixLength}";
        return result.Errno switch
        {
            Errno.EINVAL when link.Mtu < LeastMtuOfIPv6 => string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: its MTU is {link.Mtu}, and IPv6 needs {LeastMtuOfIPv6}; raise --mtu, or the MTU of the interface to the other nodes (tunnels take 50 of it over IPv4 and 70 over IPv6), or use a pool without IPv6"),
            Errno.EACCES => $"{what}: IPv6 is switched off there; set net.ipv6.conf.{link.Name}.disable_ipv6 to 0, or use a pool without IPv6",
            _ => null,
        };
    }

    private static async Task<string> ExplainTakenAsync(NetlinkConnection netlink, Link wanted, Vxlan vxlan, CancellationToken cancellationToken)
    {
        var other = (await netlink.ListLinksAsync(cancellationToken))
            .FirstOrDefault(link => link.Name != wanted.Name && link.Kind is Vxlan present && present.Id == vxlan.Id && present.Port == vxlan.Port);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{wanted.Name} cannot be made: {other?.Name ?? "another interface"} has VNI {vxlan.Id} and UDP port {vxlan.Port} already, and the kernel takes no second one; stop what made it (flanneld, say) and remove it, or take another identifier with --vxlan-vni, the same on all nodes");
    }
}
