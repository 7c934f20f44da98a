using System.Net.Sockets;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using Google.Protobuf.WellKnownTypes;
using ReclaimPolicy = ActorNet.Allocation.Pools.ReclaimPolicy;

namespace ActorNet.Coordinator.Pools;

/// <summary>Pools in the words of the contract.</summary>
internal static class PoolMessages
{
    public static Pool From(DirectoryPool pool)
    {
        var message = From(pool.Spec);
        message.Generation = pool.Spec.Generation;
        message.CreateTime = Timestamp.FromDateTimeOffset(pool.CreatedAt);
        message.Revision = pool.Revision;
        message.Usage = new PoolUsage
        {
            Ipv4 = Usage(pool, AddressFamily.InterNetwork),
            Ipv6 = Usage(pool, AddressFamily.InterNetworkV6),
            Leases = pool.Tally.Held,
        };
        return message;
    }

    /// <summary>The settings alone, of a pool that need not exist.</summary>
    public static Pool From(PoolSpec spec)
    {
        var (v4, v6) = (spec.Family(AddressFamily.InterNetwork), spec.Family(AddressFamily.InterNetworkV6));
        return new Pool
        {
            Name = spec.Name.Value,
            Cidrs = { spec.Cidrs.Select(cidr => cidr.ToString()) },
            Ipv4PrefixLength = v4?.PrefixLength ?? 0,
            Ipv6PrefixLength = v6?.PrefixLength ?? 0,
            Ipv4PrefixLengthRange = Range(v4),
            Ipv6PrefixLengthRange = Range(v6),
            Ipv4Network = v4?.Network?.ToString() ?? string.Empty,
            Ipv6Network = v6?.Network?.ToString() ?? string.Empty,
            TimeToLive = Duration.FromTimeSpan(spec.Timing.TimeToLive),
            Quarantine = Duration.FromTimeSpan(spec.Timing.Quarantine),
            ShardCount = spec.ShardCount,
            Reclaim = spec.Reclaim == ReclaimPolicy.Manual ? Contracts.V1.ReclaimPolicy.Manual : Contracts.V1.ReclaimPolicy.Auto,
        };
    }

    private static PrefixLengthRange? Range(FamilySpec? family) =>
        family is null ? null : new PrefixLengthRange { Shortest = family.Shortest, Longest = family.Longest };

    private static FamilyUsage? Usage(DirectoryPool pool, AddressFamily family)
    {
        if (pool.Spec.Family(family) is not { } spec)
        {
            return null;
        }

        var tally = pool.Tally.Of(family);
        return new FamilyUsage
        {
            Total = Saturate(spec.Cidrs.Aggregate(UInt128.Zero, (sum, cidr) => sum + cidr.CountOf(spec.PrefixLength))),
            Held = Saturate(FamilyTally.InSubnets(tally.Held, spec)),
            Quarantined = Saturate(FamilyTally.InSubnets(tally.Quarantined, spec)),
        };
    }

    private static long Saturate(UInt128 count) => count > (UInt128)long.MaxValue ? long.MaxValue : (long)count;
}
