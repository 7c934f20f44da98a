using ActorNet.Addressing;
using ActorNet.Cli.Commands.Import;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Tests.Commands.Import;

public sealed class ImportPlanTests
{
    private static readonly Pool Pool = Samples.Pool("default", "10.244.0.0/16", "fd77::/48");

    [Fact]
    public void A_subnet_that_nobody_has_is_reserved_for_its_node() =>
        Assert.Equal(ImportStepKind.Reserve, Plan([Of("10.244.1.0/24", "a")]).Kind);

    [Fact]
    public void A_subnet_of_an_unknown_node_is_reserved_for_nobody()
    {
        var step = Plan([Of("10.244.1.0/24", node: null)]);

        Assert.Equal((ImportStepKind.Reserve, "for nobody: its node id is not known"), (step.Kind, step.Explanation));
    }

    [Fact]
    public void What_was_imported_before_is_kept() =>
        Assert.Equal(ImportStepKind.Keep, Plan([Of("10.244.1.0/24", "a")], [Reserved("10.244.1.0/24", "a")]).Kind);

    [Fact]
    public void What_the_node_holds_is_kept() =>
        Assert.Equal(ImportStepKind.Keep, Plan([Of("10.244.1.0/24", "a")], leases: [Samples.Lease("a", "10.244.1.0/24")]).Kind);

    [Theory]
    [InlineData("10.245.1.0/24", "a", "it is outside the pool, 10.244.0.0/16, fd77::/48")]
    [InlineData("10.244.1.0/25", "a", "the pool's subnets are /24")]
    [InlineData("10.244.2.0/24", "a", "reservation held has 10.244.2.0/23 for node b")]
    [InlineData("10.244.4.0/22", null, "reservation rack has 10.244.6.0/24")]
    [InlineData("10.244.8.0/24", "a", "node c holds 10.244.8.0/24")]
    [InlineData("10.244.8.0/23", null, "node c holds 10.244.8.0/24")]
    public void What_would_collide_is_not_imported(string subnet, string? node, string why)
    {
        var step = Plan([Of(subnet, node)], [Reserved("10.244.2.0/23", "b", "held"), Reserved("10.244.6.0/24", "", "rack")], [Samples.Lease("c", "10.244.8.0/24")]);

        Assert.Equal((ImportStepKind.Conflict, why), (step.Kind, step.Explanation));
    }

    [Fact]
    public void Subnets_of_the_source_that_share_addresses_are_not_imported()
    {
        var steps = ImportPlan.ToImport(
            [Of("10.244.1.0/24", "a"), Of("10.244.0.0/22", node: null), Of("10.244.3.0/24", "b"), Of("10.244.9.0/24", "c")], Pool, [], []);

        Assert.Equal([ImportStepKind.Conflict, ImportStepKind.Conflict, ImportStepKind.Conflict, ImportStepKind.Reserve], steps.Select(step => step.Kind));
        Assert.Equal("the source also has 10.244.0.0/22 for somebody", steps[2].Explanation);
    }

    [Fact]
    public void A_node_with_two_subnets_of_one_family_is_not_imported()
    {
        var steps = ImportPlan.ToImport([Of("10.244.1.0/24", "a"), Of("10.244.2.0/24", "a")], Pool, [], []);

        Assert.All(steps, step => Assert.Equal(ImportStepKind.Conflict, step.Kind));
    }

    [Fact]
    public void The_way_back_deletes_what_an_import_made_and_nothing_else()
    {
        Reservation[] there = [Reserved("10.244.1.0/24", "a", "import-10.244.1.0-24"), Reserved("10.244.2.0/24", "b", "by-hand")];

        var steps = ImportPlan.ToUndo([Of("10.244.1.0/24", "a"), Of("10.244.2.0/24", "b")], there);

        Assert.Equal([ImportStepKind.Delete, ImportStepKind.Keep], steps.Select(step => step.Kind));
    }

    [Theory]
    [InlineData("10.244.1.0/24", "import-10.244.1.0-24")]
    [InlineData("fd77:0:0:12::/64", "import-fd770000000000120000000000000000-64")]
    public void Reservations_are_named_after_their_subnet(string subnet, string name) => Assert.Equal(name, ReservationName.Of(Prefix.Parse(subnet)));

    private static ImportStep Plan(ImportedSubnet[] imported, Reservation[]? reservations = null, Lease[]? leases = null) =>
        Assert.Single(ImportPlan.ToImport(imported, Pool, reservations ?? [], leases ?? []));

    private static ImportedSubnet Of(string subnet, string? node) => new(Prefix.Parse(subnet), node, "somebody");

    private static Reservation Reserved(string cidr, string node, string name = "import") => new() { Name = name, Pool = "default", Cidr = cidr, NodeId = node };
}
