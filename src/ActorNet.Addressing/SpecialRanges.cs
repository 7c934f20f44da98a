using System.Net;

namespace ActorNet.Addressing;

/// <summary>Addresses that no node's containers can have and no packet may be sent to for them (RFC 6890 and its registries).</summary>
public static class SpecialRanges
{
    private static readonly (Prefix Range, string Name)[] Ranges =
    [
        (Prefix.Parse("0.0.0.0/8"), "'this network'"),
        (Prefix.Parse("127.0.0.0/8"), "loopback"),
        (Prefix.Parse("169.254.0.0/16"), "link-local"),
        (Prefix.Parse("224.0.0.0/4"), "multicast"),
        (Prefix.Parse("240.0.0.0/4"), "reserved and broadcast"),
        (Prefix.Parse("::/8"), "unspecified, loopback and mapped"),
        (Prefix.Parse("fe80::/10"), "link-local"),
        (Prefix.Parse("ff00::/8"), "multicast"),
    ];

    /// <summary>The name of the special range that the prefix touches; null if it touches none.</summary>
    public static string? Touching(Prefix prefix) => Array.Find(Ranges, range => range.Range.Overlaps(prefix)).Name;

    /// <summary>Whether all of the prefix is in a special range.</summary>
    public static bool Covers(Prefix prefix) => Array.Exists(Ranges, range => range.Range.Contains(prefix));

    /// <summary>The name of the special range that the address is in; null if it is an ordinary unicast address.</summary>
    public static string? Containing(IPAddress address) => Array.Find(Ranges, range => range.Range.Contains(address)).Name;
}
