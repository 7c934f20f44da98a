using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>What the reports about pools have in common.</summary>
internal static class PoolText
{
    /// <summary>The prefix lengths of a node's subnets: <c>/24</c>, <c>/24 /64</c>.</summary>
    public static string PerNode(Pool pool) =>
        string.Join(' ', new[] { pool.Ipv4PrefixLength, pool.Ipv6PrefixLength }.Where(length => length > 0).Select(length => $"/{length}"));

    /// <summary>The prefix lengths that a node may ask for: <c>/22-/26</c>, <c>/24 /64</c> where there is only one of each.</summary>
    public static string Lengths(Pool pool) => string.Join(
        ' ',
        new[] { (pool.Ipv4PrefixLengthRange, pool.Ipv4PrefixLength), (pool.Ipv6PrefixLengthRange, pool.Ipv6PrefixLength) }
            .Where(family => family.Item2 > 0)
            .Select(family => family.Item1 is { } range && range.Shortest != range.Longest ? $"/{range.Shortest}-/{range.Longest}" : $"/{family.Item2}"));

    /// <summary>A number of each family that the pool has, IPv4 first: <c>3</c>, <c>3 / 3</c>.</summary>
    public static string PerFamily(Pool pool, Func<FamilyUsage, long> number) =>
        string.Join(" / ", new[] { pool.Usage?.Ipv4, pool.Usage?.Ipv6 }.OfType<FamilyUsage>().Select(usage => Number(number(usage))));

    /// <summary>One family's usage in words.</summary>
    public static string Usage(FamilyUsage? usage) => usage is null
        ? ""
        : $"{Number(usage.Held)} of {Number(usage.Total)} subnets held, {Number(usage.Quarantined)} quarantined"
            + (usage.Reserved > 0 ? $", {Number(usage.Reserved)} reserved" : "");

    /// <summary>A count, where the contract's largest number means "that or more".</summary>
    public static string Number(long number) => number == long.MaxValue ? "2^63 or more" : number.ToString();
}
