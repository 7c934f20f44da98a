using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;
using ReclaimPolicy = ActorNet.Allocation.Pools.ReclaimPolicy;

namespace ActorNet.Coordinator.Validation;

/// <summary>A pool in a request as complete settings.</summary>
internal static class PoolSettingsReader
{
    private const int NanosPerSecond = 1_000_000_000;

    /// <summary>What google.protobuf.Duration allows: about 10,000 years.</summary>
    private const long MaxDurationSeconds = 315_576_000_000;

    /// <summary>Reads all of a pool that is not output only.</summary>
    /// <returns>The settings; null when there are problems.</returns>
    public static PoolSpec? Read(Pool pool, string field, FieldProblems problems)
    {
        var settings = new PoolSettings
        {
            Name = Fields.RequiredPool(pool.Name, $"{field}.name", problems),
            Cidrs = Prefixes.Read(pool.Cidrs, $"{field}.cidrs", problems),
            Ipv4 = Sizing(pool.Ipv4PrefixLength, pool.Ipv4PrefixLengthRange),
            Ipv6 = Sizing(pool.Ipv6PrefixLength, pool.Ipv6PrefixLengthRange),
            Ipv4Network = Network(pool.Ipv4Network, $"{field}.ipv4_network", AddressFamily.InterNetwork, problems),
            Ipv6Network = Network(pool.Ipv6Network, $"{field}.ipv6_network", AddressFamily.InterNetworkV6, problems),
            TimeToLive = ReadDuration(pool.TimeToLive, $"{field}.time_to_live", problems),
            Quarantine = ReadDuration(pool.Quarantine, $"{field}.quarantine", problems),
            MoveWindow = ReadDuration(pool.MoveWindow, $"{field}.move_window", problems),
            ShardCount = pool.ShardCount == 0 ? null : pool.ShardCount,
            Reclaim = Reclaim(pool.Reclaim, $"{field}.reclaim", problems),
            NodeSelector = Selector(pool.NodeSelector, $"{field}.node_selector", problems),
            Headroom = pool.Headroom is { } headroom
                ? new Allocation.Pools.Headroom(headroom.Subnets, Selector(headroom.NodeSelector, $"{field}.headroom.node_selector", problems))
                : Allocation.Pools.Headroom.None,
            IsCordoned = pool.Cordoned,
        };
        var (spec, more) = settings.Resolve();

        foreach (var problem in more.Where(problem => IsOfTheRequest(problem.Field, pool, settings)))
        {
            problems.Add($"{field}.{problem.Field}", problem.Description);
        }

        return problems.Any ? null : spec;
    }

    /// <summary>
    /// Whether a problem is one that the caller has made. A range that follows from a length that is wrong is not, nor is what cannot be judged
    /// because a CIDR could not be read.
    /// </summary>
    private static bool IsOfTheRequest(string field, Pool pool, PoolSettings settings) => field switch
    {
        _ when settings.Cidrs.Length < pool.Cidrs.Count
            && (field.StartsWith("cidrs", StringComparison.Ordinal)
                || field.Contains("prefix_length", StringComparison.Ordinal)
                || field.StartsWith("headroom", StringComparison.Ordinal)
                || field.EndsWith("_network", StringComparison.Ordinal)) => false,
        "ipv4_prefix_length_range" => pool.Ipv4PrefixLengthRange is not null,
        "ipv6_prefix_length_range" => pool.Ipv6PrefixLengthRange is not null,
        _ => true,
    };

    private static NodeSelector Selector(IDictionary<string, string> labels, string field, FieldProblems problems)
    {
        foreach (var (key, value) in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            Labels.Check(key, value, field, problems);
        }

        return NodeSelector.Of(labels);
    }

    private static SubnetSizing Sizing(int length, PrefixLengthRange? range) =>
        new(length == 0 ? null : length, range?.Shortest, range?.Longest);

    private static Prefix? Network(string text, string field, AddressFamily family, FieldProblems problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (Prefix.TryParse(text, out var network, out var error) && network.Family == family)
        {
            return network;
        }

        problems.Add(field, error ?? $"{network} is of the other address family");
        return null;
    }

    private static TimeSpan? ReadDuration(Duration? duration, string field, FieldProblems problems)
    {
        if (duration is null)
        {
            return null;
        }

        if (duration.Seconds is >= -MaxDurationSeconds and <= MaxDurationSeconds
            && duration.Nanos is > -NanosPerSecond and < NanosPerSecond
            && Math.Sign(duration.Seconds) * Math.Sign(duration.Nanos) >= 0)
        {
            if (duration.Nanos % TimeSpan.NanosecondsPerTick == 0)
            {
                return duration.ToTimeSpan();
            }

            problems.Add(field, $"{duration.Seconds} s and {duration.Nanos} ns is finer than {TimeSpan.NanosecondsPerTick} ns; round it");
            return null;
        }

        problems.Add(field, $"{duration.Seconds} s and {duration.Nanos} ns is not a duration as google.protobuf.Duration defines it");
        return null;
    }

    private static ReclaimPolicy Reclaim(Contracts.V1.ReclaimPolicy policy, string field, FieldProblems problems)
    {
        switch (policy)
        {
            case Contracts.V1.ReclaimPolicy.Unspecified or Contracts.V1.ReclaimPolicy.Auto:
                return ReclaimPolicy.Auto;
            case Contracts.V1.ReclaimPolicy.Manual:
                return ReclaimPolicy.Manual;
            default:
                problems.Add(field, $"{(int)policy} is not a ReclaimPolicy; give AUTO (1) or MANUAL (2)");
                return ReclaimPolicy.Auto;
        }
    }
}
