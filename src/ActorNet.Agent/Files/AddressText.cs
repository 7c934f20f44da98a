using ActorNet.Addressing;

namespace ActorNet.Agent.Files;

/// <summary>Addresses as the files have them.</summary>
internal static class AddressText
{
    /// <summary>The subnet's first usable address with the subnet's length: <c>10.244.3.1/24</c>. IPv6 as in RFC 5952.</summary>
    public static string FirstUsable(Prefix subnet)
    {
        var width = subnet.Address.GetAddressBytes().Length * 8;
        var host = Prefix.Create(subnet.FirstUsable, width).ToString();
        return $"{host[..host.IndexOf('/')]}/{subnet.Length}";
    }
}
