using ActorNet.Cli.Commands.Export;
using ActorNet.Cli.Commands.Restore;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Commands.Restore;

/// <summary>What is made of an export, and of what there is already.</summary>
public sealed class RestorePlanTests
{
    [Fact]
    public void What_nodes_held_is_pinned_and_all_the_rest_is_withheld()
    {
        var pool = PoolRestore.Of(Export("10.0.0.0/22", [Lease("a", "10.0.1.0/24"), Lease("b", "10.0.3.0/24")], []));

        Assert.Equal(
            ["restored-10.0.1.0-24 10.0.1.0/24 a", "restored-10.0.3.0-24 10.0.3.0/24 b", "restored-rest-10.0.0.0-24 10.0.0.0/24 ", "restored-rest-10.0.2.0-24 10.0.2.0/24 "],
            Texts(pool));
        Assert.True(pool.Pool.Cordoned);
    }

    [Fact]
    public void Quarantined_ones_are_part_of_the_rest_and_ones_that_were_taken_back_or_left_are_for_nobody()
    {
        var leaving = Lease("c", "10.0.2.0/24");
        leaving.Subnets.Add("10.0.3.0/24");
        leaving.Leaving.Add("10.0.3.0/24");
        var pool = PoolRestore.Of(Export("10.0.0.0/22", [Lease("a", "10.0.0.0/24", LeaseState.Quarantined), Lease("b", "10.0.1.0/24", LeaseState.Revoked), leaving], []));

        Assert.Equal(
            ["restored-10.0.1.0-24 10.0.1.0/24 ", "restored-10.0.2.0-24 10.0.2.0/24 c", "restored-10.0.3.0-24 10.0.3.0/24 ", "restored-rest-10.0.0.0-24 10.0.0.0/24 "], Texts(pool));
    }

    [Fact]
    public void Reservations_are_restored_and_give_way_to_what_nodes_hold_in_them()
    {
        var pool = PoolRestore.Of(Export(
            "10.0.0.0/22",
            [Lease("a", "10.0.1.0/24"), Lease("b", "10.0.2.0/24")],
            [Reservation("mine", "10.0.2.0/24", "b"), Reservation("range", "10.0.0.0/23"), Reservation("whole", "10.0.3.0/24")]));

        Assert.Equal(
            ["restored-10.0.1.0-24 10.0.1.0/24 a", "mine 10.0.2.0/24 b", "restored-10.0.0.0-24 10.0.0.0/24 ", "whole 10.0.3.0/24 "], Texts(pool));
    }

    [Fact]
    public void An_unused_default_pool_is_no_reason_to_refuse_and_everything_else_is()
    {
        var source = new RestoreSource("", [Export("10.0.0.0/22", [Lease("a", "10.0.1.0/24")], [])]);

        Assert.Equal((true, true, 0), Plan(source, Present("10.244.0.0/16", generation: 1)));
        Assert.Equal((false, true, 1), Plan(source, Present("10.244.0.0/16", generation: 1, Lease("x", "10.244.1.0/24", LeaseState.Quarantined))));
        Assert.Equal((false, true, 1), Plan(source, Present("10.244.0.0/16", generation: 2)));
        Assert.Equal((false, true, 0), Plan(source));
    }

    [Fact]
    public void A_pool_that_a_restore_has_made_is_gone_on_with_and_one_that_others_use_is_not()
    {
        var source = new RestoreSource("", [Export("10.0.0.0/22", [Lease("a", "10.0.1.0/24")], [])]);
        var begun = Present("10.0.0.0/22", generation: 2);
        begun.Pool.Cordoned = true;
        var done = Present("10.0.0.0/22", generation: 2, Lease("a", "10.0.1.0/24")) with { Reservations = [Reservation("restored-10.0.1.0-24", "10.0.1.0/24", "a")] };

        Assert.Equal((false, false, 0), Plan(source, begun));
        Assert.Equal((false, false, 0), Plan(source, done));
        Assert.Equal((false, true, 1), Plan(source, done with { Leases = [Lease("b", "10.0.1.0/24")] }));
        Assert.Equal((false, true, 1), Plan(source, done with { Reservations = [.. done.Reservations, Reservation("other", "10.0.3.0/24")] }));
    }

    private static (bool HasStandard, bool RaisesEpochs, int Problems) Plan(RestoreSource source, params PoolExport[] present)
    {
        var plan = RestorePlan.Make(source, present);
        return (plan.HasStandard, plan.RaisesEpochs, plan.Problems.Count);
    }

    private static IEnumerable<string> Texts(PoolRestore pool) =>
        pool.Steps.Select(step => $"{step.Reservation.Name} {step.Reservation.Cidr} {step.Reservation.NodeId}");

    private static PoolExport Export(string cidr, IReadOnlyList<Lease> leases, IReadOnlyList<Reservation> reservations) => new(Settings(cidr), leases, Revision: 9, reservations);

    private static PoolExport Present(string cidr, long generation, params Lease[] leases)
    {
        var pool = Settings(cidr);
        (pool.Generation, pool.Version) = (generation, 3);
        return new PoolExport(pool, leases, Revision: 3, []);
    }

    private static Pool Settings(string cidr)
    {
        var pool = Samples.Pool("default", cidr);
        (pool.Ipv4PrefixLength, pool.Ipv4PrefixLengthRange) = (24, null);
        return pool;
    }

    private static Lease Lease(string node, string subnet, LeaseState state = LeaseState.Active) => Samples.Lease(node, subnet, 7, state);

    private static Reservation Reservation(string name, string cidr, string node = "") => new() { Name = name, Pool = "default", Cidr = cidr, NodeId = node };
}
