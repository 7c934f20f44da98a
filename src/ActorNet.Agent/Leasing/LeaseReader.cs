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
        token = LeaseToken.From(response.Token);
        fault = FindFault(response, node, token, out var own, out var network);
        if (fault is not null)
            return false;

        lease = new HeldLease(response.Lease.Pool, own!.Subnets, own.Epoch, response.Lease.TimeToLive.ToTimeSpan(), network);
        return true;
    }

    private static string? FindFault(AcquireLeaseResponse response, NodeId node, LeaseToken? token, out Peer? own, out ImmutableArray<Prefix> network)
    {
        (own, network) = (null, []);
        if (response.Lease is not { } lease || response.Pool is not { } pool)
            return "the lease or the pool is missing";
        if (!PeerReader.TryRead(lease, out own, out var fault))
            return fault;
        if (own.Node != node)
            return $"the lease is for node '{own.Node}'";
        if (token is null)
            return $"the token has {response.Token.Length} bytes instead of {Bits128.ByteCount}";
        if (!IsTimeToLive(lease.TimeToLive))
            return $"the time to live is {lease.TimeToLive?.ToString() ?? "missing"}; it has to be {LeaseTiming.LeastTimeToLive.TotalSeconds} s or more";

        var cidrs = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var text in pool.Cidrs)
        {
            if (!Prefix.TryParse(text, out var cidr, out var error))
                return $"the pool: {error}";
            cidrs.Add(cidr);
        }

        if (!TryReadNetworks(pool, cidrs, out network, out fault))
            return fault;

        return own.Subnets.All(subnet => cidrs.Any(cidr => cidr.Contains(subnet)))
            ? null
            : $"the subnets {string.Join(", ", own.Subnets)} are not inside the pool ({string.Join(", ", cidrs)})";
    }

    /// <summary>The cluster's networks: where the pool names one that holds the CIDRs of a family it takes their place.</summary>
    private static bool TryReadNetworks(Pool pool, IReadOnlyCollection<Prefix> cidrs, out ImmutableArray<Prefix> networks, [NotNullWhen(false)] out string? fault)
    {
        (networks, fault) = ([], null);
        var named = new List<Prefix>();
        foreach (var text in new[] { pool.Ipv4Network, pool.Ipv6Network }.Where(text => text.Length > 0))
        {
            if (!Prefix.TryParse(text, out var network, out var error))
            {
                fault = $"the pool: {error}";
                return false;
            }

            named.Add(network);
        }

        networks = [.. named, .. cidrs.Where(cidr => !named.Any(network => network.Contains(cidr)))];
        return true;
    }

    /// <summary>Whether a duration can be how long a lease lives.</summary>
    public static bool IsTimeToLive([NotNullWhen(true)] Google.Protobuf.WellKnownTypes.Duration? duration) =>
        duration is { Nanos: >= 0, Seconds: <= MostSeconds } && duration.ToTimeSpan() >= LeaseTiming.LeastTimeToLive;

    private const long MostSeconds = 366L * 24 * 3600;
}
