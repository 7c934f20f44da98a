using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Files;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Docker.Daemon;

/// <summary>What a lease says in the words of Docker's configuration file.</summary>
/// <param name="IPv4">The subnet of the default network; null: the lease has none.</param>
/// <param name="IPv6">The same for IPv6.</param>
/// <param name="Mtu">The MTU of docker0 and the containers on it.</param>
/// <param name="AgentMasquerades">Whether the agent masquerades what containers send to the outside; if not, Docker has to.</param>
internal sealed record DaemonSettings(Prefix? IPv4, Prefix? IPv6, int Mtu, bool AgentMasquerades)
{
    public const string Bip = "bip";
    public const string FixedCidr = "fixed-cidr";
    public const string FixedCidrV6 = "fixed-cidr-v6";
    public const string Ipv6 = "ipv6";
    public const string Bip6 = "bip6";
    public const string MtuKey = "mtu";
    public const string IpMasq = "ip-masq";

    /// <summary>Keys of which Docker takes each from its file or from its command line, and does not start with one at both places.</summary>
    public static readonly ImmutableArray<string> Keys = [Bip, FixedCidr, FixedCidrV6, Ipv6, MtuKey, IpMasq];

    /// <summary>docker0 has one subnet of an address family, so of several the first is used.</summary>
    public static DaemonSettings From(HeldLease lease, int mtu, bool agentMasquerades) =>
        new(First(lease, AddressFamily.InterNetwork), First(lease, AddressFamily.InterNetworkV6), mtu, agentMasquerades);

    /// <summary>The values to set in a file, as JSON. What the operator has set and what does no harm is left alone.</summary>
    public IEnumerable<(string Key, string Raw)> ValuesFor(DaemonDocument present)
    {
        if (IPv4 is { } ipv4)
        {
            yield return (Bip, Quote(AddressText.FirstUsable(ipv4)));

            // Containers get addresses of the whole subnet, unless somebody keeps a part of it for something else: that part moves with nobody.
            if (present.Raw(FixedCidr) is not null && !(Prefix.TryParse(present.Text(FixedCidr), out var part) && ipv4.Contains(part)))
                yield return (FixedCidr, Quote(ipv4.ToString()));
        }

        if (IPv6 is { } ipv6)
        {
            yield return (Ipv6, "true");
            yield return (FixedCidrV6, Quote(ipv6.ToString()));

            // Docker has it since 28; without it docker0 gets the first address of fixed-cidr-v6.
            if (present.Raw(Bip6) is not null)
                yield return (Bip6, Quote(AddressText.FirstUsable(ipv6)));
        }

        yield return (MtuKey, Mtu.ToString(CultureInfo.InvariantCulture));

        // Docker masquerades exactly if the agent does not.
        yield return (IpMasq, AgentMasquerades ? "false" : "true");
    }

    /// <summary>What in a file Docker does not start with, or does not use docker0 with; null: nothing.</summary>
    public string? ObstacleIn(DaemonDocument present)
    {
        if (present.Text("bridge") is { Length: > 0 } bridge)
            return $"it has \"bridge\": \"{bridge}\", with which Docker does not set up docker0 and takes no bip; remove that key";

        foreach (var (key, subnet) in new[] { ("default-gateway", IPv4), ("default-gateway-v6", IPv6) })
        {
            if (subnet is { } own && present.Text(key) is { Length: > 0 } text && !(System.Net.IPAddress.TryParse(text, out var gateway) && own.Contains(gateway)))
                return $"it has \"{key}\": \"{text}\", which is not in {own}: Docker would not start; remove that key";
        }

        return null;
    }

    public override string ToString() => string.Join(" and ", new[] { IPv4, IPv6 }.OfType<Prefix>());

    private static Prefix? First(HeldLease lease, AddressFamily family) =>
        lease.Firsts.Where(subnet => subnet.Family == family).Select(subnet => (Prefix?)subnet).FirstOrDefault();

    private static string Quote(string text) => $"\"{text}\"";
}
