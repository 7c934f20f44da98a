using System.Net.Sockets;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Files;

/// <summary>The content of <c>subnet.env</c>, byte for byte as flannel v0.28 writes it, for what reads it: CNI plugins, scripts, <c>mk-docker-opts.sh</c>.</summary>
internal static class SubnetEnvFile
{
    public static string Format(HeldLease lease, int mtu, bool masquerades)
    {
        var text = new StringBuilder();
        AppendFamily(text, lease, AddressFamily.InterNetwork, "FLANNEL_");
        AppendFamily(text, lease, AddressFamily.InterNetworkV6, "FLANNEL_IPV6_");

        // Where the agent does not masquerade, whoever reads this has to, as Docker does by default.
        text.Append($"FLANNEL_MTU={mtu}\nFLANNEL_IPMASQ={(masquerades ? "true" : "false")}\n");
        return text.ToString();
    }

    private static void AppendFamily(StringBuilder text, HeldLease lease, AddressFamily family, string keys)
    {
        foreach (var subnet in lease.Firsts.Where(subnet => subnet.Family == family))
        {
            text.Append($"{keys}NETWORK={NetworkOf(lease, subnet)}\n");
            text.Append($"{keys}SUBNET={AddressText.FirstUsable(subnet)}\n");
        }
    }

    /// <summary>The network that the pool names, or its CIDR, that the subnet is from; the subnet itself if the pool has since lost it.</summary>
    private static Prefix NetworkOf(HeldLease lease, Prefix subnet) =>
        lease.WholeNetworks.Concat(lease.Network).Where(cidr => cidr.Contains(subnet)).DefaultIfEmpty(subnet).First();
}
