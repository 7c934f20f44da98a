using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Pools;

/// <summary>What somebody asks for when a pool is made; what is left out gets its default.</summary>
public sealed record PoolSettings
{
    /// <summary>The shard count where none is given.</summary>
    public const int DefaultShardCount = 16;

    /// <summary>The most shards that a pool can have.</summary>
    public const int MaxShardCount = 1024;

    /// <summary>The most CIDRs that a pool can have.</summary>
    public const int MaxCidrs = 64;

    /// <summary>The longest prefix length that an IPv4 subnet can have.</summary>
    public const int LongestIpv4Length = 30;

    /// <summary>The longest prefix length that an IPv6 subnet can have.</summary>
    public const int LongestIpv6Length = 126;

    /// <summary>The time to live where none is given.</summary>
    public static readonly TimeSpan DefaultTimeToLive = TimeSpan.FromHours(24);

    /// <summary>The quarantine where none is given.</summary>
    public static readonly TimeSpan DefaultQuarantine = TimeSpan.FromHours(1);

    /// <summary>The time in which a node that moves holds two subnets, where none is given.</summary>
    public static readonly TimeSpan DefaultMoveWindow = TimeSpan.FromMinutes(10);

    /// <summary>The name.</summary>
    public required PoolName Name { get; init; }

    /// <summary>The address space: 1 to 64 prefixes of either family, none overlapping another.</summary>
    public required ImmutableArray<Prefix> Cidrs { get; init; }

    /// <summary>IPv4 subnet size.</summary>
    public SubnetSizing Ipv4 { get; init; }

    /// <summary>IPv6 subnet size.</summary>
    public SubnetSizing Ipv6 { get; init; }

    /// <summary>The network that all IPv4 CIDRs are in; see <see cref="FamilySpec.Network"/>.</summary>
    public Prefix? Ipv4Network { get; init; }

    /// <summary>The network that all IPv6 CIDRs are in.</summary>
    public Prefix? Ipv6Network { get; init; }

    /// <summary>Time to live, 5 s to 365 days.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Quarantine, 0 s to 365 days.</summary>
    public TimeSpan? Quarantine { get; init; }

    /// <summary>Shard count, 1 to 1024.</summary>
    public int? ShardCount { get; init; }

    /// <summary>What happens to leases that are not renewed.</summary>
    public ReclaimPolicy Reclaim { get; init; }

    /// <summary>Which nodes get their leases here without naming the pool.</summary>
    public NodeSelector NodeSelector { get; init; } = NodeSelector.None;

    /// <summary>Whether nothing new is granted.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>How long a node that moves holds two subnets, 0 s to 365 days.</summary>
    public TimeSpan? MoveWindow { get; init; }

    /// <summary>What is kept for nodes with certain labels: both parts or neither, and no more than each address family of the pool has.</summary>
    public Headroom Headroom { get; init; } = Headroom.None;

    /// <summary>Fills in the defaults and checks everything.</summary>
    /// <returns>The specification (generation 0), or null with every problem there is.</returns>
    public (PoolSpec? Spec, IReadOnlyList<FieldProblem> Problems) Resolve()
    {
        var problems = new List<FieldProblem>();
        CheckCidrs(problems);
        var families = ImmutableArray.CreateBuilder<FamilySpec>(2);
        AddFamily(families, AddressFamily.InterNetwork, Ipv4, Ipv4Network, "ipv4", usualLength: 24, LongestIpv4Length, problems);
        AddFamily(families, AddressFamily.InterNetworkV6, Ipv6, Ipv6Network, "ipv6", usualLength: 64, LongestIpv6Length, problems);
        var timeToLive = CheckDuration("time_to_live", TimeToLive ?? DefaultTimeToLive, LeaseTiming.MinTimeToLive, problems);
        var quarantine = CheckDuration("quarantine", Quarantine ?? DefaultQuarantine, TimeSpan.Zero, problems);
        var moveWindow = CheckDuration("move_window", MoveWindow ?? DefaultMoveWindow, TimeSpan.Zero, problems);
        var shardCount = ShardCount ?? DefaultShardCount;
        if (shardCount is < 1 or > MaxShardCount)
        {
            problems.Add(new("shard_count", $"{shardCount} is out of range; give 1 to {MaxShardCount}"));
        }

        if (NodeSelector.Specificity > NodeSelector.MaxLabels)
        {
            problems.Add(new("node_selector", $"{NodeSelector.Specificity} labels given; give up to {NodeSelector.MaxLabels}"));
        }

        CheckHeadroom(families, problems);
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var spec = new PoolSpec(Name, 0, families.ToImmutable(), new LeaseTiming(timeToLive, quarantine), shardCount, Reclaim);
        return (spec with { NodeSelector = NodeSelector, IsCordoned = IsCordoned, MoveWindow = moveWindow, Headroom = Headroom }, problems);
    }

    private void CheckHeadroom(IEnumerable<FamilySpec> families, List<FieldProblem> problems)
    {
        var most = families.Select(family => family.Cidrs.Aggregate(UInt128.Zero, (sum, cidr) => sum + cidr.CountOf(family.PrefixLength))).DefaultIfEmpty(UInt128.MaxValue).Min();
        if (Headroom.Subnets < 0 || (UInt128)Headroom.Subnets > most)
        {
            problems.Add(new("headroom.subnets", $"{Headroom.Subnets} is out of range; give 1 to {most}, as many as each address family of the pool has, or no headroom"));
        }

        if (Headroom.IsNone != Headroom.Selector.IsEmpty)
        {
            problems.Add(Headroom.IsNone
                ? new("headroom.subnets", "0 given with a selector; give 1 or more, or no headroom")
                : new("headroom.node_selector", "missing; give the labels of the nodes that it is kept for"));
        }

        if (Headroom.Selector.Specificity > NodeSelector.MaxLabels)
        {
            problems.Add(new("headroom.node_selector", $"{Headroom.Selector.Specificity} labels given; give up to {NodeSelector.MaxLabels}"));
        }
    }

    private static TimeSpan CheckDuration(string field, TimeSpan value, TimeSpan shortest, List<FieldProblem> problems)
    {
        if (value < shortest || value > LeaseTiming.Max)
        {
            problems.Add(new(field, $"{value.TotalSeconds} s is out of range; give {shortest.TotalSeconds} s to {LeaseTiming.Max.TotalSeconds} s (365 days)"));
        }

        return value;
    }

    private void CheckCidrs(List<FieldProblem> problems)
    {
        if (Cidrs.Length is 0 or > MaxCidrs)
        {
            problems.Add(new("cidrs", $"{Cidrs.Length} given; give 1 to {MaxCidrs}, for example 10.244.0.0/16"));
        }

        for (var i = 0; i < Cidrs.Length; i++)
        {
            var longest = Cidrs[i].Family == AddressFamily.InterNetwork ? LongestIpv4Length : LongestIpv6Length;
            if (Cidrs[i].Length > longest)
            {
                problems.Add(new($"cidrs[{i}]", $"{Cidrs[i]} is too small for a subnet; give a /{longest} or larger"));
            }

            CheckUnicast($"cidrs[{i}]", Cidrs[i], problems);
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (Cidrs[i].Overlaps(Cidrs[earlier]))
                {
                    problems.Add(new($"cidrs[{i}]", $"{Cidrs[i]} overlaps {Cidrs[earlier]}; the CIDRs of a pool are disjoint"));
                    break;
                }
            }
        }
    }

    /// <summary>Agents refuse all others.</summary>
    private static void CheckUnicast(string field, Prefix prefix, List<FieldProblem> problems)
    {
        if (SpecialRanges.Touching(prefix) is { } special)
        {
            problems.Add(new(field, $"{prefix} has addresses that no node can have ({special}); give unicast ones, for example of 10.0.0.0/8 or fd00::/8"));
        }
    }

    private static void AddWithoutCidr(SubnetSizing sizing, Prefix? network, string name, List<FieldProblem> problems)
    {
        var description = $"given, but the pool has no {name} CIDR; leave it out or add one";
        if (network is not null)
        {
            problems.Add(new($"{name}_network", description));
        }

        if (sizing.PrefixLength is not null)
        {
            problems.Add(new($"{name}_prefix_length", description));
        }

        if (sizing.Shortest is not null || sizing.Longest is not null)
        {
            problems.Add(new($"{name}_prefix_length_range", description));
        }
    }

    private void AddFamily(
        ImmutableArray<FamilySpec>.Builder families,
        AddressFamily family,
        SubnetSizing sizing,
        Prefix? network,
        string name,
        int usualLength,
        int longestLength,
        List<FieldProblem> problems)
    {
        ImmutableArray<Prefix> cidrs = [.. Cidrs.Where(cidr => cidr.Family == family).Order()];
        if (cidrs.IsEmpty)
        {
            AddWithoutCidr(sizing, network, name, problems);
            return;
        }

        if (network is { } whole)
        {
            CheckUnicast($"{name}_network", whole, problems);
            if (cidrs.Any(cidr => !whole.Contains(cidr)))
            {
                problems.Add(new($"{name}_network", $"{whole} does not contain {cidrs.First(cidr => !whole.Contains(cidr))}; give a network that contains every {name} CIDR"));
            }
        }

        var smallestCidr = cidrs.Max(cidr => cidr.Length);
        if (smallestCidr > longestLength)
        {
            return; // Said of the CIDR itself.
        }

        var length = sizing.PrefixLength ?? Math.Min(Math.Max(usualLength, smallestCidr + 2), longestLength);
        if (length < smallestCidr || length > longestLength)
        {
            problems.Add(new($"{name}_prefix_length", $"{length} is out of range; the pool's CIDRs allow {smallestCidr} to {longestLength}"));
            return;
        }

        var (shortest, longest) = (sizing.Shortest ?? length, sizing.Longest ?? length);
        if (shortest < smallestCidr || longest > longestLength || shortest > length || longest < length)
        {
            problems.Add(new(
                $"{name}_prefix_length_range",
                $"{shortest} to {longest} is not right; it must lie within {smallestCidr} to {longestLength} and include {length}"));
        }

        families.Add(new FamilySpec(family, cidrs, length, shortest, longest) { Network = network });
    }
}
