using System.Net;
using System.Net.Sockets;

namespace ActorNet.Netlink.Wire;

/// <summary>IP addresses and prefixes as the kernel holds them: bytes in network order, the family by the header or the length.</summary>
internal static class AddressCodec
{
    // Linux's numbers; those of System.Net.Sockets.AddressFamily are Windows's.
    public const byte FamilyUnspecified = 0;
    public const byte FamilyInterNetwork = 2;
    public const byte FamilyBridge = 7;
    public const byte FamilyInterNetworkV6 = 10;

    public static byte Family(IPAddress address) => Family(address.AddressFamily);

    public static byte Family(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => FamilyInterNetwork,
        AddressFamily.InterNetworkV6 => FamilyInterNetworkV6,
        AddressFamily.Unspecified => FamilyUnspecified,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Only IPv4 and IPv6 have addresses and routes here."),
    };

    public static IPAddress Read(ReadOnlySpan<byte> value) => value.Length is 4 or 16
        ? new IPAddress(value)
        : throw NetlinkException.Malformed($"an IP address of {value.Length} bytes");

    /// <summary>A prefix as a route has it.</summary>
    /// <exception cref="NetlinkException">The length does not fit the address, or bits outside the prefix are set.</exception>
    public static IPNetwork Prefix(IPAddress address, int length)
    {
        try
        {
            return new IPNetwork(address, length);
        }
        catch (ArgumentException)
        {
            throw NetlinkException.Malformed($"{address}/{length} is no prefix");
        }
    }

    /// <summary>The prefix that covers everything: what a route without a destination attribute leads to.</summary>
    public static IPNetwork Everything(byte family) =>
        new(family == FamilyInterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
}
