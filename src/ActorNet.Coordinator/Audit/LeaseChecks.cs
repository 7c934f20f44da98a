using ActorNet.Addressing;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Explanations;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// Leases of one revision against each other and against the blocks of their shards. That a subnet is aligned is what a <see cref="Prefix"/> is, and
/// that a node has one lease in a pool is what the directory's table is: a journal that says otherwise shows as an epoch or a shard that is wrong.
/// </summary>
internal static class LeaseChecks
{
    private const string Fence =
        "stop granting from the pool, find out from 'actornet history --prefix' which of both is right, and release the other one";

    /// <summary>Everything that is wrong with the leases of one pool.</summary>
    public static CheckResult Of(DirectoryPool pool)
    {
        var leases = pool.Leases.After(node: null).ToList();
        return CheckResult.Of(CheckNames.Leases, leases.Count, [.. leases.SelectMany(lease => Check(lease, pool)), .. Overlaps(leases)]);
    }

    /// <summary>Leases of different pools, whose address spaces are apart unless something is wrong with the pools.</summary>
    public static CheckResult Between(IEnumerable<DirectoryPool> pools)
    {
        var all = pools.ToList();
        var crossing = PrefixLists.Overlaps(all.SelectMany(pool => pool.Spec.Cidrs.Select(cidr => (pool, cidr))), item => item.cidr)
            .SelectMany(pair => new[] { pair.First.pool, pair.Second.pool })
            .DistinctBy(pool => pool.Spec.Name);
        return CheckResult.Of(
            CheckNames.Leases,
            0,
            [.. Overlaps(crossing.SelectMany(pool => pool.Leases.After(node: null))).Where(finding => finding.Metadata["pool"] != finding.Metadata["other_pool"])]);
    }

    private static IEnumerable<Finding> Check(DirectoryLease lease, DirectoryPool pool)
    {
        foreach (var subnet in lease.Subnets)
        {
            if (!pool.Spec.Cidrs.Any(cidr => cidr.Contains(subnet)))
            {
                yield return new Finding(
                    AuditCodes.SubnetOutsidePool,
                    $"{Name(lease)} has {subnet}, which is outside the pool's CIDRs ({string.Join(' ', pool.Spec.Cidrs)})",
                    $"release the lease ('actornet lease release {lease.Node} --pool {lease.Pool}'): the node gets another subnet when it asks again")
                {
                    Metadata = Evidence(lease, subnet),
                };
            }
            else if (pool.Shard(lease.Shard.Index).Blocks.Around(subnet) is null)
            {
                yield return new Finding(
                    AuditCodes.SubnetWithoutBlock,
                    $"{Name(lease)} has {subnet}, which is in no block that shard {lease.Shard.Index} owns by its journal",
                    "another shard may grant it: find the block's owner with 'actornet shards', and release the lease if it is not this shard")
                {
                    Metadata = Evidence(lease, subnet),
                };
            }
        }

        if (pool.Spec.ShardOf(lease.Node) is var right && right != lease.Shard)
        {
            yield return new Finding(
                AuditCodes.NodeInWrongShard,
                $"{Name(lease)} is of shard {lease.Shard.Index}, but the node's shard is {right.Index}",
                "release the lease: the node's own shard gives it another one when it asks again")
            {
                Metadata = Evidence(lease).With("expected_shard", $"{right.Index}"),
            };
        }

        if (lease.Epoch > pool.Shard(lease.Shard.Index).HighestEpoch)
        {
            yield return new Finding(
                AuditCodes.EpochAboveShard,
                $"{Name(lease)} is above the highest epoch of its shard, {pool.Shard(lease.Shard.Index).HighestEpoch}",
                "restart this replica, which reads the journals anew; if it is found again, the shard can give an epoch twice: stop granting from the pool")
            {
                Metadata = Evidence(lease).With("highest_epoch", $"{pool.Shard(lease.Shard.Index).HighestEpoch}"),
            };
        }
    }

    private static IEnumerable<Finding> Overlaps(IEnumerable<DirectoryLease> leases) =>
        PrefixLists.Overlaps(leases.SelectMany(lease => lease.Subnets.Select(subnet => (Lease: lease, Subnet: subnet))), item => item.Subnet)
            .Select(pair => new Finding(
                AuditCodes.LeasesOverlap,
                $"{Name(pair.First.Lease)} has {pair.First.Subnet}, and {Name(pair.Second.Lease)} has {pair.Second.Subnet}: they share addresses",
                Fence)
            {
                Metadata = Evidence(pair.First.Lease, pair.First.Subnet)
                    .With("other_pool", $"{pair.Second.Lease.Pool}")
                    .With("other_node", $"{pair.Second.Lease.Node}")
                    .With("other_subnet", $"{pair.Second.Subnet}")
                    .With("other_epoch", $"{pair.Second.Lease.Epoch}")
                    .With("other_state", LeaseFacts.StateName(pair.Second.Lease.State)),
            });

    private static string Name(DirectoryLease lease) =>
        $"the {LeaseFacts.StateName(lease.State)} lease of node {lease.Node} in pool {lease.Pool} (epoch {lease.Epoch})";

    private static Dictionary<string, string> Evidence(DirectoryLease lease, Prefix? subnet = null)
    {
        var evidence = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["pool"] = $"{lease.Pool}",
            ["node"] = $"{lease.Node}",
            ["shard"] = $"{lease.Shard.Index}",
            ["epoch"] = $"{lease.Epoch}",
            ["state"] = LeaseFacts.StateName(lease.State),
            ["revision"] = $"{lease.Revision}",
        };
        return subnet is { } prefix ? evidence.With("subnet", $"{prefix}") : evidence;
    }
}
