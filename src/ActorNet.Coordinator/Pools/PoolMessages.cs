using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Directory;
using Google.Protobuf.WellKnownTypes;
using ReclaimPolicy = ActorNet.Allocation.Pools.ReclaimPolicy;

namespace ActorNet.Coordinator.Pools;

/// <summary>Pools in the words of the contract.</summary>
internal static class PoolMessages
{
    /// <summary>The settings of pools, written once each: every grant carries them.</summary>
    private static readonly ConditionalWeakTable<PoolSpec, Pool> Settings = [];

    public static Pool From(DirectoryPool pool)
    {
        var message = Settings.GetValue(pool.Spec, From).Clone();
        message.Generation = pool.Spec.Generation;
        message.CreateTime = Timestamp.FromDateTimeOffset(pool.CreatedAt);
        message.Revision = pool.Revision;
        message.Version = pool.Spec.Version;
        message.Closing = pool.Spec.IsClosing;
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
            NodeSelector = { spec.NodeSelector.Labels },
            Cordoned = spec.IsCordoned,
            MoveWindow = Duration.FromTimeSpan(spec.MoveWindow),
            Headroom = spec.Headroom.IsNone
                ? null
                : new Contracts.V1.Headroom { Subnets = spec.Headroom.Subnets, NodeSelector = { spec.Headroom.Selector.Labels } },
        };
    }

    private static PrefixLengthRange? Range(FamilySpec? family) =>
        family is null ? null : new PrefixLengthRange { Shortest = family.Shortest, Longest = family.Longest };

    /// <summary>How full one family is.</summary>
    public static FamilyUsage Usage(FamilyTally tally, UInt128 reserved, FamilySpec family) => new()
    {
        Total = Saturating.ToInt64(FamilyTally.InSubnets(FamilyTally.TotalOf(family), family)),
        Held = Saturating.ToInt64(FamilyTally.InSubnets(tally.Held, family)),
        Quarantined = Saturating.ToInt64(FamilyTally.InSubnets(tally.Quarantined, family)),
        Reserved = Saturating.ToInt64(FamilyTally.InSubnets(reserved, family)),
    };

    private static FamilyUsage? Usage(DirectoryPool pool, AddressFamily family) =>
        pool.Spec.Family(family) is { } spec ? Usage(pool.Tally.Of(family), pool.Reservations.Reserved(family), spec) : null;
}
