using System.Globalization;
using ActorNet.Addressing;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;
using V1 = ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Explanations;

/// <summary>What there is to say of a lease.</summary>
internal static class LeaseFacts
{
    public static IEnumerable<Fact> Of(DirectoryLease lease, DirectoryPool pool) =>
    [
        StateOf(lease, pool.Spec),
        .. lease.State == LeaseState.Suspect ? [Silent(lease)] : Enumerable.Empty<Fact>(),
        .. lease.Ending is { } ending ? [EndOf(ending)] : Enumerable.Empty<Fact>(),
        .. lease.Subnets.Select(subnet => BlockOf(subnet, lease.Shard.Index, pool)),
        AttributesOf(V1.NodeAttributes.Parser.ParseFrom(lease.Attributes.Encoded)),
    ];

    public static string StateName(LeaseState state) => state switch
    {
        LeaseState.Active => "active",
        LeaseState.Suspect => "suspect",
        LeaseState.Revoked => "revoked",
        LeaseState.Quarantined => "quarantined",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state that has a name"),
    };

    private static Fact StateOf(DirectoryLease lease, PoolSpec pool) => lease.State switch
    {
        LeaseState.Active or LeaseState.Suspect => Active(lease, pool),
        LeaseState.Revoked => Revoked(lease, pool),
        LeaseState.Quarantined => Quarantined(lease, pool),
        _ => throw new ArgumentOutOfRangeException(nameof(lease), lease.State, "not a state that can be explained"),
    };

    private static Fact Active(DirectoryLease lease, PoolSpec pool)
    {
        var (since, silence) = (Rfc3339(lease.GrantedAt), Seconds(pool.Timing.TimeToLive + pool.Timing.Grace));
        var end = pool.Reclaim == ReclaimPolicy.Manual ? "it stays until somebody releases it" : $"it expires when it is not renewed for {silence} s";
        return new Fact(
            FactCodes.LeaseActive,
            $"the node holds a lease of epoch {lease.Epoch}, granted at {since}: whatever it asks for, it keeps these subnets, which can only grow, and {end}; "
                + "another installation with this node id is refused (NODE_ID_IN_USE) until then, unless it shows the lease's token")
        {
            Metadata = new Dictionary<string, string> { ["epoch"] = $"{lease.Epoch}", ["since"] = since, ["expires_after_seconds"] = silence },
        };
    }

    private static Fact Silent(DirectoryLease lease) => new(
        FactCodes.NodeSilent,
        $"the node has not renewed its lease for a while before {Rfc3339(lease.ChangedAt)}, and not since; it keeps what it holds until its time is up, and is active again with its next renewal")
    {
        Metadata = new Dictionary<string, string> { ["since"] = Rfc3339(lease.ChangedAt) },
    };

    private static Fact Revoked(DirectoryLease lease, PoolSpec pool)
    {
        var (since, until) = (Rfc3339(lease.ChangedAt), Rfc3339(lease.ChangedAt + pool.Timing.TimeToLive + pool.Timing.Grace));
        return new Fact(
            FactCodes.LeaseRevoked,
            $"the lease of epoch {lease.Epoch} was revoked at {since}; the node may still believe in it, so nobody else gets its subnets before {until} at the latest, "
                + "when its last renewal must have run out, and then it is quarantined; where its shard moves meanwhile that time begins anew")
        {
            Metadata = new Dictionary<string, string> { ["epoch"] = $"{lease.Epoch}", ["since"] = since, ["out_of_reach_until"] = until },
        };
    }

    private static Fact Quarantined(DirectoryLease lease, PoolSpec pool)
    {
        var (since, until) = (Rfc3339(lease.ChangedAt), Rfc3339(lease.ChangedAt + pool.Timing.Quarantine));
        return new Fact(
            FactCodes.LeaseQuarantined,
            $"the lease of epoch {lease.Epoch} has been quarantined since {since}: the node gets its subnets back when it asks; others get them before {until} only "
                + "when nothing else is left of the pool, the oldest first; where its shard moves meanwhile that time begins anew")
        {
            Metadata = new Dictionary<string, string> { ["epoch"] = $"{lease.Epoch}", ["since"] = since, ["kept_until"] = until },
        };
    }

    private static Fact EndOf(LeaseEnding ending)
    {
        var said = string.Concat(
            ending.Reason.Length > 0 ? $", because: {ending.Reason}" : string.Empty,
            ending.RequestId.Length > 0 ? $" (request {ending.RequestId})" : string.Empty);
        var metadata = new Dictionary<string, string> { ["reason"] = ending.Reason, ["request_id"] = ending.RequestId };
        return ending.By switch
        {
            EndedBy.Holder => new Fact(FactCodes.EndedByHolder, $"the node itself released the lease{said}") { Metadata = metadata },
            EndedBy.Operator => new Fact(FactCodes.EndedByOperator, $"somebody other than the node took the lease back{said}") { Metadata = metadata },
            EndedBy.Expiry => new Fact(FactCodes.EndedByExpiry, "the node did not renew the lease in time"),
            _ => throw new ArgumentOutOfRangeException(nameof(ending), ending.By, "not an end that can be explained"),
        };
    }

    private static Fact BlockOf(Prefix subnet, int shard, DirectoryPool pool) => pool.Shard(shard).Blocks.Around(subnet) is { } block
        ? new Fact(FactCodes.SubnetFromBlock, $"{subnet} is from {block}, which shard {shard} owns")
        {
            Metadata = new Dictionary<string, string> { ["subnet"] = $"{subnet}", ["block"] = $"{block}" },
        }
        : new Fact(FactCodes.SubnetWithoutBlock, $"{subnet} is in no block that shard {shard} owns by its journal: that must not be, and is a fault of the service")
        {
            Metadata = new Dictionary<string, string> { ["subnet"] = $"{subnet}" },
        };

    private static Fact AttributesOf(V1.NodeAttributes attributes)
    {
        var said = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddIfGiven("backend", attributes.BackendType switch
        {
            V1.BackendType.Alloc => "alloc",
            V1.BackendType.HostGw => "host-gw",
            V1.BackendType.Vxlan => "vxlan",
            _ => string.Empty,
        });
        AddIfGiven("public_ipv4", attributes.PublicIpv4);
        AddIfGiven("public_ipv6", attributes.PublicIpv6);
        foreach (var (key, value) in attributes.Labels)
        {
            said.Add($"label:{key}", value);
        }

        return said.Count == 0
            ? new Fact(FactCodes.NodeSaysNothing, "the node has said nothing of itself: no other node can build a route to it")
            : new Fact(FactCodes.NodeAttributes, $"the node says of itself: {string.Join(", ", said.Select(entry => $"{entry.Key}={entry.Value}"))}") { Metadata = said };

        void AddIfGiven(string key, string value)
        {
            if (value.Length > 0)
            {
                said.Add(key, value);
            }
        }
    }

    private static string Rfc3339(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
