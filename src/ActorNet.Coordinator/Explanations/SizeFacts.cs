using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Explanations;

/// <summary>Why a node that holds a lease has a subnet of another size than the one that the question is about.</summary>
internal static class SizeFacts
{
    public static IEnumerable<Fact> Of(DirectoryLease lease, DirectoryPool pool, Question question) =>
        lease.State is LeaseState.Active or LeaseState.Suspect && lease.Leaving.IsEmpty
            ? lease.Subnets.SelectMany(subnet => Of(subnet, lease, pool, question))
            : [];

    private static IEnumerable<Fact> Of(Prefix subnet, DirectoryLease lease, DirectoryPool pool, Question question)
    {
        if (pool.Spec.Family(subnet.Family) is not { } family || AskedLength(question, family) is not { } length || length == subnet.Length)
        {
            return [];
        }

        var metadata = new Dictionary<string, string> { ["subnet"] = $"{subnet}", ["prefix_length"] = $"{length}" };
        return length > subnet.Length ? [Larger(subnet, length, metadata)] : [Smaller(subnet, length, family, lease, pool, metadata)];
    }

    private static int? AskedLength(Question question, FamilySpec family) =>
        family.Family == AddressFamily.InterNetwork ? question.Ipv4Length : question.Ipv6Length;

    private static Fact Larger(Prefix subnet, int length, Dictionary<string, string> metadata) => new(
        FactCodes.SubnetLargerThanAsked,
        $"{subnet} is larger than a /{length}: the node keeps all of it for as long as it may believe in it, and gets a part when it acquires anew after it has released its lease")
    {
        Metadata = metadata,
    };

    private static Fact Smaller(Prefix subnet, int length, FamilySpec family, DirectoryLease lease, DirectoryPool pool, Dictionary<string, string> metadata)
    {
        if (length < family.Shortest)
        {
            return new Fact(FactCodes.SubnetCannotGrow, $"{subnet} does not grow to a /{length}: the pool offers /{family.Shortest} to /{family.Longest}") { Metadata = metadata };
        }

        var around = subnet.Ancestor(length);
        metadata["around"] = $"{around}";
        if (!family.Cidrs.Any(cidr => cidr.Contains(around)))
        {
            return new Fact(FactCodes.SubnetCannotGrow, $"{subnet} does not grow to {around}, which is not within one of the pool's CIDRs") { Metadata = metadata };
        }

        if (Neighbour(around, lease, pool) is var (neighbour, other))
        {
            (metadata["in_the_way"], metadata["in_the_way_node"]) = ($"{other}", neighbour.Node.Value);
            var state = LeaseFacts.StateName(neighbour.State);
            return new Fact(FactCodes.SubnetCannotGrow, $"{subnet} does not grow to {around}: {other} in it is {state}, node '{neighbour.Node}' has it") { Metadata = metadata };
        }

        if (OtherShard(around, lease, pool) is { } shard)
        {
            metadata["in_the_way_shard"] = $"{shard}";
            return new Fact(FactCodes.SubnetCannotGrow, $"{subnet} does not grow to {around}: shard {shard} owns some of it, and though nobody has it, what a node wishes is not taken from other shards")
            {
                Metadata = metadata,
            };
        }

        return new Fact(FactCodes.SubnetCanGrow, $"{subnet} can grow to {around}, all of which is free: the node gets it when it acquires its lease again and asks for a /{length}")
        {
            Metadata = metadata,
        };
    }

    private static (DirectoryLease Lease, Prefix Subnet)? Neighbour(Prefix around, DirectoryLease lease, DirectoryPool pool)
    {
        foreach (var other in pool.Leases.After(node: null))
        {
            foreach (var subnet in other.Subnets)
            {
                if (other.Node != lease.Node && subnet.Overlaps(around))
                {
                    return (other, subnet);
                }
            }
        }

        return null;
    }

    private static int? OtherShard(Prefix around, DirectoryLease lease, DirectoryPool pool)
    {
        for (var shard = 0; shard < pool.Spec.ShardCount; shard++)
        {
            if (shard != lease.Shard.Index && pool.Shard(shard).Blocks.All.Any(around.Overlaps))
            {
                return shard;
            }
        }

        return null;
    }
}
