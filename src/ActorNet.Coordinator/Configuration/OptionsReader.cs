using System.Collections.Immutable;
using System.Globalization;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.History;

namespace ActorNet.Coordinator.Configuration;

/// <summary>Makes options of what was written: defaults filled in, everything checked, every error found at once.</summary>
internal sealed class OptionsReader
{
    public const int StandardPort = 7410;

    private static readonly Prefix StandardCidr = Prefix.Parse("10.244.0.0/16");

    private readonly RawOptions raw;
    private readonly List<string> errors;

    private OptionsReader(RawOptions raw, List<string> errors) => (this.raw, this.errors) = (raw, errors);

    /// <summary>Reads everything.</summary>
    /// <returns>The options; null when there are errors.</returns>
    public static CoordinatorOptions? Read(RawOptions raw, string standardDataDirectory, List<string> errors) =>
        new OptionsReader(raw, errors).Read(standardDataDirectory);

    private CoordinatorOptions? Read(string standardDataDirectory)
    {
        var listen = ReadListen(OptionKey.Listen, StandardPort);
        var storage = StorageReader.Read(raw, standardDataDirectory, errors);
        var cluster = storage is EtcdStorageOptions ? new ClusterOptions(ReadListen(OptionKey.ClusterAddress, ClusterOptions.StandardPort)) : null;
        var history = ReadHistory();
        var logLevel = ReadEnum(OptionKey.LogLevel, LogLevel.Information);
        var logFormat = ReadEnum(OptionKey.LogFormat, LogFormat.Text);
        var pool = ReadPool();
        return errors.Count == 0 && pool is not null
            ? new CoordinatorOptions(listen, storage, cluster, new DefaultPoolOptions(pool, AddressSpaceOrigin), history, logLevel, logFormat)
            : null;
    }

    private string? AddressSpaceOrigin =>
        (raw[OptionKey.PoolCidrs] ?? raw[OptionKey.PoolIpv4PrefixLength] ?? raw[OptionKey.PoolIpv6PrefixLength])?.Origin;

    private PastLimits ReadHistory() => new(
        Parse(OptionKey.HistoryRetention, PastLimits.Default.Retention, text => ReadDuration(text) switch
        {
            ({ } given, null) when given >= PastLimits.ShortestRetention && given <= PastLimits.LongestRetention => (given, null),
            (null, { } error) => (PastLimits.Default.Retention, error),
            _ => (PastLimits.Default.Retention, "out of range; give 1h to 3650d"),
        }),
        Parse(OptionKey.HistoryLimit, PastLimits.Default.Events, text =>
            int.TryParse(text, NumberStyles.None, null, out var number) && number is >= PastLimits.FewestEvents and <= PastLimits.MostEvents
                ? (number, null)
                : (PastLimits.Default.Events, $"not a whole number from {PastLimits.FewestEvents} to {PastLimits.MostEvents}")));

    private PoolSpec? ReadPool()
    {
        var settings = new PoolSettings
        {
            Name = PoolName.Default,
            Cidrs = ReadCidrs(),
            Ipv4 = new SubnetSizing(ReadNumber(OptionKey.PoolIpv4PrefixLength)),
            Ipv6 = new SubnetSizing(ReadNumber(OptionKey.PoolIpv6PrefixLength)),
            TimeToLive = Parse<TimeSpan?>(OptionKey.PoolTimeToLive, null, ReadDuration),
            Quarantine = Parse<TimeSpan?>(OptionKey.PoolQuarantine, null, ReadDuration),
            ShardCount = ReadNumber(OptionKey.PoolShardCount),
            Reclaim = ReadEnum(OptionKey.PoolReclaim, ReclaimPolicy.Auto),
        };
        if (errors.Count > 0 && settings.Cidrs.IsEmpty)
        {
            return null;
        }

        var (spec, problems) = settings.Resolve();
        errors.AddRange(
            from problem in problems
            let name = $"pool.{problem.Field.Split('[')[0].Replace('_', '-')}"
            join key in OptionKey.All on name equals key.Name
            select $"{raw[key]?.Origin ?? key.Name}: {problem.Description}");
        return spec;
    }

    private ImmutableArray<Prefix> ReadCidrs()
    {
        if (raw[OptionKey.PoolCidrs] is not { } value)
        {
            return [StandardCidr];
        }

        var cidrs = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var text in value.Texts)
        {
            if (Prefix.TryParse(text, out var cidr, out var error))
            {
                cidrs.Add(cidr);
            }
            else
            {
                errors.Add($"{value.Origin}: {error}");
            }
        }

        return cidrs.ToImmutable();
    }

    private int? ReadNumber(OptionKey key) => Parse<int?>(key, null, text =>
        int.TryParse(text, NumberStyles.None, null, out var number) ? (number, null) : (null, "not a whole number"));

    private T ReadEnum<T>(OptionKey key, T standard)
        where T : struct, Enum => Parse(key, standard, text =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && !int.TryParse(text, out _)
            ? (value, null)
            : (standard, $"not one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}"));

    private T Parse<T>(OptionKey key, T standard, Func<string, (T Value, string? Error)> parse)
    {
        if (raw[key] is not { } given)
        {
            return standard;
        }

        var (value, error) = parse(given.Text);
        if (error is not null)
        {
            errors.Add($"{given.Origin}: '{given.Text}' is {error}");
        }

        return value;
    }

    private ListenAddress ReadListen(OptionKey key, int standardPort) => Parse(key, new ListenAddress(null, standardPort), text =>
        ListenAddress.TryParse(text, out var listen)
            ? (listen, null)
            : (new ListenAddress(null, standardPort), $"not an address with a port; give *:{standardPort}, 192.0.2.7:{standardPort} or [2001:db8::7]:{standardPort}"));

    private static (TimeSpan? Value, string? Error) ReadDuration(string text)
    {
        var unit = text.Length == 0 ? null : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => (TimeSpan?)null,
        };
        return unit is { } one && int.TryParse(text[..^1], NumberStyles.None, null, out var number) && number <= TimeSpan.MaxValue / one
            ? (one * number, null)
            : (null, "not a duration; give a number and a unit: 30s, 15m, 24h or 7d");
    }
}
