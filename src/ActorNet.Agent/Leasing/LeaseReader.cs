using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Peers;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Leasing;

/// <summary>Reads this node's own lease out of a grant, and refuses one that could not be believed in.</summary>
internal static class LeaseReader
{
    public static bool TryRead(
        AcquireLeaseResponse response, NodeId node, [NotNullWhen(true)] out HeldLease? lease, out LeaseToken? token, [NotNullWhen(false)] out string? fault)
    {
        lease = null;
        ImmutableArray<Prefix> leaving = [];
        var moveWindow = DefaultMoveWindow;
        token = LeaseToken.From(response.Token);
        fault = FindFault(response, node, token, out var own, out var network, out var wholeNetworks)
            ?? FindFaultOfMove(response, own!.Subnets, out leaving, out moveWindow);
        if (fault is not null)
            return false;

        lease = new HeldLease(response.Lease.Pool, own!.Subnets, own.Epoch, response.Lease.TimeToLive.ToTimeSpan(), network)
        {
            WholeNetworks = wholeNetworks,
            Leaving = leaving,
            MoveWindow = moveWindow,
        };
        return true;
    }

    private static string? FindFault(
        AcquireLeaseResponse response, NodeId node, LeaseToken? token, out Peer? own, out ImmutableArray<Prefix> network, out ImmutableArray<Prefix> wholeNetworks)
    {
        (own, network, wholeNetworks) = (null, [], []);
        if (response.Lease is not { } lease || response.Pool is not { } pool)
            return "the lease or the pool is missing";
        if (!PeerReader.TryRead(lease, out own, out var fault))
            return fault;
        if (own.Node != node)
            return $"the lease is for node '{own.Node}'";
        if (!NodeId.HasForm(lease.Pool) || lease.Pool != pool.Name)
            return $"the lease is of pool '{lease.Pool}', and what is told of is pool '{pool.Name}'; both have to be the same name";
        if (token is null)
            return $"the token has {response.Token.Length} bytes instead of {Bits128.ByteCount}";
        if (!IsTimeToLive(lease.TimeToLive))
            return $"the time to live is {Text(lease.TimeToLive)}; it has to be {LeaseTiming.LeastTimeToLive.TotalSeconds} s or more";

        if (!TryReadNetworks([.. pool.Cidrs], out network, out fault)
            || !TryReadNetworks([.. new[] { pool.Ipv4Network, pool.Ipv6Network }.Where(text => text.Length > 0)], out wholeNetworks, out fault))
            return $"the pool: {fault}";

        var cidrs = network;
        return own.Subnets.All(subnet => cidrs.Any(cidr => cidr.Contains(subnet)))
            ? null
            : $"the subnets {string.Join(", ", own.Subnets)} are not inside the pool ({string.Join(", ", cidrs)})";
    }

    /// <summary>Whatever the lease leaves, there is a subnet of each of its address families to use, and those to use come first.</summary>
    private static string? FindFaultOfMove(AcquireLeaseResponse response, ImmutableArray<Prefix> subnets, out ImmutableArray<Prefix> leaving, out TimeSpan moveWindow)
    {
        moveWindow = DefaultMoveWindow;
        if (!TryReadPrefixes(response.Lease.Leaving, out leaving, out var fault))
            return $"what it is leaving: {fault}";

        var left = leaving;
        foreach (var subnet in left.Where(subnet => !subnets.Contains(subnet)))
            return $"it is leaving {subnet}, which is none of its subnets {string.Join(", ", subnets)}";
        foreach (var family in subnets.GroupBy(subnet => subnet.Family))
        {
            var used = family.TakeWhile(subnet => !left.Contains(subnet)).Count();
            if (used is 0 or > MostSubnets || !family.Skip(used).All(left.Contains))
                return $"of the subnets {string.Join(", ", family)}, all but the first, or the first {MostSubnets}, have to be left ({string.Join(", ", left)})";
        }

        if (response.Pool.MoveWindow is not { } window)
            return null;
        if (!IsDuration(window))
            return $"the pool: the move window {window} is not from 0 s to {MostSeconds} s";

        moveWindow = window.ToTimeSpan();
        return null;
    }

    /// <summary>What containers are told to be their network: what is forwarded without masquerading, and what the fence is about. Never the whole Internet.</summary>
    private static bool TryReadNetworks(List<string> texts, out ImmutableArray<Prefix> networks, [NotNullWhen(false)] out string? fault)
    {
        networks = [];
        fault = texts.Count > MostNetworks ? $"it has {texts.Count} CIDRs, more than {MostNetworks}" : null;
        if (fault is not null || !TryReadPrefixes(texts, out networks, out fault))
            return false;

        fault = networks.Where(network => SpecialRanges.Touching(network) is not null).Select(network => $"{network} touches the {SpecialRanges.Touching(network)} range").FirstOrDefault();
        return fault is null;
    }

    private static bool TryReadPrefixes(IEnumerable<string> texts, out ImmutableArray<Prefix> prefixes, [NotNullWhen(false)] out string? fault)
    {
        var read = ImmutableArray.CreateBuilder<Prefix>();
        (prefixes, fault) = ([], null);
        foreach (var text in texts)
        {
            if (!Prefix.TryParse(text, out var prefix, out fault))
                return false;

            read.Add(prefix);
        }

        prefixes = read.ToImmutable();
        return true;
    }

    /// <summary>Whether a duration can be how long a lease lives.</summary>
    public static bool IsTimeToLive([NotNullWhen(true)] Google.Protobuf.WellKnownTypes.Duration? duration) =>
        IsDuration(duration) && duration.ToTimeSpan() >= LeaseTiming.LeastTimeToLive;

    public static string Text(Google.Protobuf.WellKnownTypes.Duration? duration) => duration?.ToString() ?? "missing";

    private static bool IsDuration([NotNullWhen(true)] Google.Protobuf.WellKnownTypes.Duration? duration) =>
        duration is { Nanos: >= 0 and < NanosPerSecond, Seconds: >= 0 and <= MostSeconds };

    /// <summary>The contract's, of one address family.</summary>
    private const int MostSubnets = 4;

    /// <summary>The contract's, of a pool's CIDRs.</summary>
    private const int MostNetworks = 64;

    /// <summary>The contract's, for pools that set none.</summary>
    private static readonly TimeSpan DefaultMoveWindow = TimeSpan.FromMinutes(10);

    private const int NanosPerSecond = 1_000_000_000;

    private const long MostSeconds = 366L * 24 * 3600;
}
