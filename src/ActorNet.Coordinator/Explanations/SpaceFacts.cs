using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Allocation.Pools;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Space;

namespace ActorNet.Coordinator.Explanations;

/// <summary>What stands in the way of a node that has no lease, family by family: a node of a dual-stack pool gets both subnets or neither.</summary>
internal static class SpaceFacts
{
    public static IEnumerable<Fact> Of(DirectoryPool pool, Question question, ImmutableArray<FamilySpace> space) =>
    [
        new Fact(
            FactCodes.NoLease,
            $"the node has no lease in pool '{pool.Spec.Name}', and nobody else one under its id: it has never asked, or what it had has ended and is not kept any more"),
        .. space.Where(family => !IsPinReady(pool, question, family.Spec)).SelectMany(family => Of(pool.Spec, family, question.LengthOf(family.Spec))),
    ];

    /// <summary>What is set aside for the node needs no space.</summary>
    private static bool IsPinReady(DirectoryPool pool, Question question, FamilySpec family) =>
        pool.Reservations.PinsOf(question.Node).Any(pin => pin.Reservation.Cidr.Family == family.Family && pool.IsInForce(pin));

    private static IEnumerable<Fact> Of(PoolSpec pool, FamilySpace space, int length)
    {
        var spec = space.Spec;
        var name = spec.Family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
        var metadata = new Dictionary<string, string>
        {
            ["family"] = name,
            ["prefix_length"] = $"{length}",
            ["shortest"] = $"{spec.Shortest}",
            ["longest"] = $"{spec.Longest}",
        };
        var offer = $"the pool offers {name} subnets from /{spec.Shortest} to /{spec.Longest}";
        if (length < spec.Shortest || length > spec.Longest)
        {
            return [new Fact(FactCodes.LengthNotOffered, $"{offer}, and no /{length}") { Metadata = metadata }];
        }

        Fact[] kept = pool.Headroom.IsNone ? [] : [Kept(pool.Headroom, space, name)];
        return
        [
            new Fact(FactCodes.LengthOffered, $"{offer}, so a /{length} as well") { Metadata = metadata },
            Left(space, name, length),
            .. ReservationFacts.Space(space),
            .. kept,
        ];
    }

    private static Fact Kept(Headroom headroom, FamilySpace space, string name) => new(
        FactCodes.SpaceKept,
        $"{headroom.Subnets} {name} subnets of /{space.Spec.PrefixLength} are kept for nodes with the labels {headroom.Selector}, of which {space.Kept} are left: a node without "
            + "them is refused (POOL_HEADROOM) when nothing else is")
    {
        Metadata = new Dictionary<string, string>
        {
            ["family"] = name,
            ["prefix_length"] = $"{space.Spec.PrefixLength}",
            ["headroom"] = $"{headroom.Subnets}",
            ["kept"] = $"{space.Kept}",
            ["kept_for"] = headroom.Selector.ToString(),
        },
    };

    private static Fact Left(FamilySpace space, string name, int length)
    {
        var (free, all) = (space.Free.Fit(length), space.WithQuarantined.Fit(length));
        var (code, message) = (free > UInt128.Zero, all > UInt128.Zero) switch
        {
            (true, _) => (FactCodes.SpaceFree, $"{free} more {name} subnets of /{length} fit into what is free"),
            (_, true) => (
                FactCodes.SpaceQuarantined,
                $"no {name} subnet of /{length} fits into what is free, and {all} into that and what is quarantined: a node that asks ends a quarantine"),
            _ => (
                FactCodes.PoolExhausted,
                $"no {name} subnet of /{length} fits any more: a node that asks is refused (POOL_EXHAUSTED) until another one gives its lease up, or a reservation is deleted"),
        };
        return new Fact(code, message)
        {
            Metadata = new Dictionary<string, string>
            {
                ["family"] = name,
                ["prefix_length"] = $"{length}",
                ["free"] = $"{free}",
                ["with_quarantined"] = $"{all}",
            },
        };
    }
}
