using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Flannel;

/// <summary>
/// The last part of a lease's key: <c>10.77.18.0-24</c>, or <c>10.77.18.0-24&amp;fd77:0:0:12::-64</c> for both families (flannel v0.28, pkg/subnet/subnet.go).
/// A node without IPv4 has <c>0.0.0.0-0</c> there.
/// </summary>
internal static class FlannelKey
{
    private const string NoIpv4 = "0.0.0.0-0";

    /// <summary>Writes it.</summary>
    /// <param name="subnets">One of each family at most, at least one.</param>
    public static string Format(IReadOnlyCollection<Prefix> subnets)
    {
        var ipv4 = subnets.Where(subnet => subnet.Family == AddressFamily.InterNetwork).Select(Part).SingleOrDefault() ?? NoIpv4;
        var ipv6 = subnets.Where(subnet => subnet.Family == AddressFamily.InterNetworkV6).Select(Part).SingleOrDefault();
        return ipv6 is null ? ipv4 : $"{ipv4}&{ipv6}";
    }

    /// <summary>Reads it; false where it is no key of a lease.</summary>
    public static bool TryParse(string text, out IReadOnlyList<Prefix> subnets)
    {
        subnets = [];
        var parts = text.Split('&');
        if (parts.Length > 2 || !TryRead(parts[0], AddressFamily.InterNetwork, out var first))
        {
            return false;
        }

        if (parts.Length == 1)
        {
            subnets = [first];
            return parts[0] != NoIpv4;
        }

        if (!TryRead(parts[1], AddressFamily.InterNetworkV6, out var second))
        {
            return false;
        }

        subnets = parts[0] == NoIpv4 ? [second] : [first, second];
        return true;
    }

    private static string Part(Prefix subnet) => $"{subnet.Address}-{subnet.Length}";

    private static bool TryRead(string part, AddressFamily family, out Prefix subnet)
    {
        subnet = default;
        var hyphen = part.LastIndexOf('-');
        return hyphen > 0 && Prefix.TryParse($"{part[..hyphen]}/{part[(hyphen + 1)..]}", out subnet) && subnet.Family == family;
    }

    /// <summary>The name of the range in names that have no colons: <c>10.77.18.0-24</c>, <c>fd770000000000120000000000000000-64</c>.</summary>
    public static string PlainName(Prefix subnet) => subnet.Family == AddressFamily.InterNetwork
        ? Part(subnet)
        : $"{Convert.ToHexStringLower(subnet.Address.GetAddressBytes())}-{subnet.Length}";

    /// <summary>The same for an address.</summary>
    public static string PlainName(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.ToString()
        : Convert.ToHexStringLower(address.GetAddressBytes());
}
