using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Flannel;

namespace ActorNet.Coordinator.Pools.Flannel;

/// <summary>flannel's network as a pool: its CIDRs are what lies between SubnetMin and SubnetMax, its networks are flannel's.</summary>
internal static class FlannelPoolSettings
{
    /// <summary>Makes a pool of it.</summary>
    /// <param name="flannel">The address space.</param>
    /// <param name="others">Has all settings that flannel knows nothing of.</param>
    /// <exception cref="FlannelConfigException">No pool can be made of it.</exception>
    public static PoolSpec ToPool(FlannelNetwork flannel, PoolSpec others)
    {
        ImmutableArray<Prefix> cidrs = [.. flannel.Families.SelectMany(family => PrefixCover.Of(family.Network, family.First, family.Last))];
        if (cidrs.Length > PoolSettings.MaxCidrs)
        {
            throw new FlannelConfigException(
                [$"SubnetMin, SubnetMax: between them are {cidrs.Length} aligned prefixes, and a pool has up to {PoolSettings.MaxCidrs}; bring them to rounder addresses"]);
        }

        var (spec, problems) = new PoolSettings
        {
            Name = others.Name,
            Cidrs = cidrs,
            Ipv4 = new SubnetSizing(Of(flannel, AddressFamily.InterNetwork)?.SubnetLength),
            Ipv6 = new SubnetSizing(Of(flannel, AddressFamily.InterNetworkV6)?.SubnetLength),
            Ipv4Network = Of(flannel, AddressFamily.InterNetwork)?.Network,
            Ipv6Network = Of(flannel, AddressFamily.InterNetworkV6)?.Network,
            TimeToLive = others.Timing.TimeToLive,
            Quarantine = others.Timing.Quarantine,
            ShardCount = others.ShardCount,
            Reclaim = others.Reclaim,
        }.Resolve();
        return spec ?? throw new FlannelConfigException([.. problems.Select(problem => $"{problem.Field}: {problem.Description}")]);
    }

    private static FlannelFamily? Of(FlannelNetwork flannel, AddressFamily family) =>
        flannel.Families.FirstOrDefault(one => one.Network.Family == family);
}
