using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;

namespace ActorNet.Benchmarks.Allocate;

/// <summary>Pools of one length, and nodes that want a subnet of them.</summary>
internal static class PlainPool
{
    public static PoolSpec Of(string cidr, int length, int shardCount)
    {
        var prefix = Prefix.Parse(cidr);
        var sizing = new SubnetSizing(length);
        var isIpv4 = prefix.Family == System.Net.Sockets.AddressFamily.InterNetwork;
        var settings = new PoolSettings
        {
            Name = PoolName.Default,
            Cidrs = [prefix],
            Ipv4 = isIpv4 ? sizing : default,
            Ipv6 = isIpv4 ? default : sizing,
            ShardCount = shardCount,
            TimeToLive = TimeSpan.FromDays(365),
        };
        var (spec, problems) = settings.Resolve();
        return problems.Count == 0 ? spec! with { Generation = 1 } : throw new InvalidOperationException(string.Join("; ", problems));
    }

    /// <summary>A node's request.</summary>
    public static AcquireLease Acquire(int number) => new(new NodeId($"node-{number}"), new Secret128((UInt128)(number + 1)))
    {
        NewToken = new Secret128((UInt128)(number + 1) << 64),
    };
}
