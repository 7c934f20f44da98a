using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Coordinator.Validation;

/// <summary>Addresses in requests: parsed strictly, given back in their canonical form.</summary>
internal static class Addresses
{
    private const int MacOctets = 6;

    /// <summary>An IPv4 address that one machine can have; empty stays empty.</summary>
    public static string UnicastIpv4(string text, string field, FieldProblems problems)
    {
        if (text.Length > 0 && !(TryParse(text, 32, out var address) && IsUnicast(address)))
        {
            problems.Add(field, $"{Fields.Quote(text)} is not a unicast IPv4 address; give one like 192.0.2.7");
        }

        return text;
    }

    /// <summary>An IPv6 address that one machine can have; empty stays empty.</summary>
    public static string UnicastIpv6(string text, string field, FieldProblems problems)
    {
        if (text.Length == 0)
        {
            return text;
        }

        if (TryParse(text, 128, out var address) && IsUnicast(address))
        {
            return Prefix.Create(address, 128).ToString()[..^"/128".Length];
        }

        problems.Add(field, $"{Fields.Quote(text)} is not a unicast IPv6 address without a zone; give one like 2001:db8::7");
        return text;
    }

    /// <summary>A MAC address in the form of <c>VxlanEndpoint</c>.</summary>
    public static string UnicastMac(string text, string field, FieldProblems problems)
    {
        if (!IsUnicastMac(text))
        {
            problems.Add(field, $"{Fields.Quote(text)} is not a unicast MAC address in lower case with colons; give one like 02:00:0a:f4:01:00");
        }

        return text;
    }

    private static bool TryParse(string text, int width, out IPAddress address)
    {
        // A prefix of full length is parsed as strictly as an address should be, which IPAddress does not do.
        var isAddress = Prefix.TryParse($"{text}/{width}", out var prefix);
        address = prefix.Address;
        return isAddress;
    }

    private static bool IsUnicast(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
        }

        // 0.0.0.0/8 is "this network" (RFC 1122, 3.2.1.3), 224.0.0.0/4 multicast, 240.0.0.0/4 reserved and the broadcast address.
        return address.GetAddressBytes()[0] is > 0 and < 224;
    }

    /// <summary>The lowest bit of the first octet makes a group address; all zeros is nobody's.</summary>
    private static bool IsUnicastMac(string text) =>
        text.Length == (MacOctets * 3) - 1
        && text.Select((character, index) => index % 3 == 2 ? character == ':' : char.IsAsciiHexDigitLower(character)).All(right => right)
        && (Convert.ToByte(text[..2], 16) & 1) == 0
        && text.Any(character => character is not ('0' or ':'));
}
