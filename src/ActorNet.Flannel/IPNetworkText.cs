using System.Globalization;
using System.Net;
using ActorNet.Addressing;

namespace ActorNet.Flannel;

/// <summary>Networks as Go's <c>net.ParseCIDR</c> reads them: host bits that are set do no harm.</summary>
internal static class IPNetworkText
{
    public static bool TryParse(string text, out Prefix network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || address.IsIPv4MappedToIPv6
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > address.GetAddressBytes().Length * 8)
        {
            return false;
        }

        network = Masked(address, length);
        return true;
    }

    /// <summary>The prefix of a length that an address is in.</summary>
    public static Prefix Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return Prefix.Create(new IPAddress(bytes), length);
    }
}
