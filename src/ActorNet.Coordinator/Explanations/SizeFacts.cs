using System.Collections.Immutable;
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
            ? pool.Spec.Families.SelectMany(family => Of([.. lease.Subnets.Where(subnet => subnet.Family == family.Family)], family, lease, pool, question))
            : [];

    /// <summary>What there is to say of all subnets of a family: together they are compared with what is asked for.</summary>
    private static IEnumerable<Fact> Of(ImmutableArray<Prefix> subnets, FamilySpec family, DirectoryLease lease, DirectoryPool pool, Question question)
    {
        foreach (var further in subnets.Skip(1))
        {
            yield return Further(further, subnets[0]);
        }

        if (AskedLength(question, family) is not { } asked)
        {
            yield break;
        }

        var unit = FamilyTally.UnitLength(family.Family);
        var (held, wanted) = (subnets.Aggregate(UInt128.Zero, (sum, subnet) => sum + subnet.CountOf(unit)), UInt128.One << (unit - asked));
        foreach (var subnet in held == wanted ? [] : subnets)
        {
            // One of several is a step nearer to what is wanted when it is twice as large.
            var length = subnets.Length == 1 ? asked : subnet.Length - 1;
            var metadata = new Dictionary<string, string> { ["subnet"] = $"{subnet}", ["prefix_length"] = $"{(held > wanted ? asked : length)}" };
            yield return held > wanted ? Larger(subnet, asked, metadata) : Smaller(subnet, length, family, lease, pool, metadata);
        }
    }

    private static Fact Further(Prefix subnet, Prefix first) => new(
        FactCodes.SubnetFurther,
        $"the node has {subnet} besides {first}, because it takes several subnets, and asked for more than it had when none of them could grow where it is")
    {
        Metadata = new Dictionary<string, string> { ["subnet"] = $"{subnet}", ["first"] = $"{first}" },
    };

    private static int? AskedLength(Question question, FamilySpec family) =>
        family.Family == AddressFamily.InterNetwork ? question.Ipv4Length : question.Ipv6Length;

    private static Fact Larger(Prefix subnet, int length, Dictionary<string, string> metadata) => new(
        FactCodes.SubnetLargerThanAsked,
        $"with {subnet} the node has more than a /{length}: it keeps all of it for as long as it may believe in it, and gets a part when it acquires anew after it has released its lease, or gives the rest back when it acquires it again and says that it does that")
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
