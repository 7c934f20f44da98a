using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>What <c>pool.proto</c> says of a pool's CIDRs and lengths together, as far as it can be known without the other pools.</summary>
internal static class PoolRules
{
    private const int MaxCidrs = 64;
    private const int LongestIPv4 = 30;
    private const int LongestIPv6 = 126;

    /// <summary>All that is wrong, by option. Empty: nothing. A length of 0 is one that was not given.</summary>
    public static IReadOnlyList<FieldViolation> Check(IReadOnlyList<Prefix> cidrs, int ipv4Length, int ipv6Length) =>
    [
        .. CheckCount(cidrs),
        .. CheckOverlaps(cidrs),
        .. CheckLengths(cidrs, AddressFamily.InterNetwork, "IPv4", "--ipv4-prefix-length", ipv4Length, LongestIPv4),
        .. CheckLengths(cidrs, AddressFamily.InterNetworkV6, "IPv6", "--ipv6-prefix-length", ipv6Length, LongestIPv6),
    ];

    private static IEnumerable<FieldViolation> CheckCount(IReadOnlyList<Prefix> cidrs) => cidrs.Count > MaxCidrs
        ? [new FieldViolation("--cidr", $"is given {cidrs.Count} times; a pool has up to {MaxCidrs} CIDRs")]
        : [];

    private static IEnumerable<FieldViolation> CheckOverlaps(IReadOnlyList<Prefix> cidrs) =>
        from later in Enumerable.Range(0, cidrs.Count)
        from earlier in Enumerable.Range(0, later)
        where cidrs[earlier].Overlaps(cidrs[later])
        select new FieldViolation("--cidr", $"{cidrs[later]} overlaps {cidrs[earlier]}; leave out one of them");

    private static IEnumerable<FieldViolation> CheckLengths(
        IReadOnlyList<Prefix> cidrs, AddressFamily family, string familyName, string option, int length, int longestAllowed)
    {
        var own = cidrs.Where(cidr => cidr.Family == family).ToArray();
        if (own.Length == 0)
            return length > 0 ? [new FieldViolation(option, $"{length} is given, but the pool has no {familyName} CIDR; leave it out")] : [];

        var smallest = own.MaxBy(cidr => cidr.Length);
        if (smallest.Length > longestAllowed)
            return [new FieldViolation("--cidr", $"{smallest} is too small; the longest {familyName} prefix of a pool is /{longestAllowed}")];

        return length > 0 && length < smallest.Length
            ? [new FieldViolation(option, $"{length} does not fit into {smallest}; give {smallest.Length} to {longestAllowed}")]
            : [];
    }
}
