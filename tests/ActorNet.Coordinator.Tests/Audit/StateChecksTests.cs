using ActorNet.Coordinator.Audit;
using ActorNet.Coordinator.Directory.Ledger;

namespace ActorNet.Coordinator.Tests.Audit;

/// <summary>Each code is produced by a state that has just that one thing wrong.</summary>
public sealed class StateChecksTests
{
    private readonly AuditedPool pool = AuditedPool.Healthy();

    [Fact]
    public void A_state_that_is_right_has_no_findings_whatever_is_on_its_way()
    {
        Assert.Empty(pool.Findings());

        pool.Returned(0, 1, "10.0.8.0/21").Received(1, 2, "10.0.32.0/20").Granted(1, 3, "10.0.8.0/21");

        Assert.Empty(pool.Findings());
    }

    [Fact]
    public void What_was_looked_at_is_counted()
    {
        var results = new StateChecks().Of(pool.State, pool.Spec.Name).ToLookup(result => result.Check, result => result.Examined);

        Assert.Equal([3], results[CheckNames.Leases]);
        Assert.Equal([4], results[CheckNames.Blocks]);
        Assert.Equal([2], results[CheckNames.Journals]);
    }

    [Fact]
    public void Two_nodes_with_one_subnet_are_found()
    {
        pool.Leased(0, pool.NodeOf(0, 1), 2, "10.0.0.0/24");

        var finding = pool.Only(AuditCodes.LeasesOverlap);

        Assert.Equal(("10.0.0.0/24", "10.0.0.0/24"), (finding.Metadata["subnet"], finding.Metadata["other_subnet"]));
        Assert.Equal(new[] { pool.NodeOf(0), pool.NodeOf(0, 1) }.Order(), new[] { finding.Metadata["node"], finding.Metadata["other_node"] }.Order());
        Assert.Equal(new[] { "1", "2" }, new[] { finding.Metadata["epoch"], finding.Metadata["other_epoch"] }.Order());
    }

    [Fact]
    public void A_subnet_within_anothers_is_found_and_so_is_one_that_is_kept_for_somebody()
    {
        pool.Leased(1, pool.NodeOf(1, 2), 3, "10.0.17.128/25");

        var finding = pool.Only(AuditCodes.LeasesOverlap);

        Assert.Equal(("10.0.17.0/24", "quarantined"), (finding.Metadata["subnet"], finding.Metadata["state"]));
        Assert.Equal(("10.0.17.128/25", "active"), (finding.Metadata["other_subnet"], finding.Metadata["other_state"]));
    }

    [Fact]
    public void Leases_of_two_pools_that_share_addresses_are_found()
    {
        var other = new AuditedPool("other", "10.0.0.0/18");
        other.Granted(0, 1, "10.0.0.0/20").Received(0, 1, "10.0.0.0/20").Leased(0, other.NodeOf(0), 1, "10.0.0.0/24");

        var finding = Assert.Single(new StateChecks().Of(AuditedPool.Together(pool, other), pool: null).SelectMany(result => result.Findings));

        Assert.Equal(AuditCodes.LeasesOverlap, finding.Code);
        Assert.Equal(new[] { "default", "other" }, new[] { finding.Metadata["pool"], finding.Metadata["other_pool"] }.Order());
    }

    [Fact]
    public void A_subnet_outside_the_pool_is_found()
    {
        pool.Leased(0, pool.NodeOf(0, 1), 2, "10.9.0.0/24");

        Assert.Equal("10.9.0.0/24", pool.Only(AuditCodes.SubnetOutsidePool).Metadata["subnet"]);
    }

    [Fact]
    public void A_subnet_of_another_shards_block_is_found()
    {
        pool.Leased(0, pool.NodeOf(0, 1), 2, "10.0.18.0/24");

        var finding = pool.Only(AuditCodes.SubnetWithoutBlock);

        Assert.Equal(("10.0.18.0/24", "0"), (finding.Metadata["subnet"], finding.Metadata["shard"]));
    }

    [Fact]
    public void A_node_that_another_shard_serves_is_found_in_its_lease_and_in_the_journal()
    {
        pool.Leased(0, pool.NodeOf(1, 2), 2, "10.0.1.0/24");

        var findings = pool.Findings();

        Assert.All(findings, finding => Assert.Equal((AuditCodes.NodeInWrongShard, "0", "1"), (finding.Code, finding.Metadata["shard"], finding.Metadata["expected_shard"])));
        Assert.Equal(2, findings.Count);
    }

    [Fact]
    public void An_epoch_that_is_not_above_those_before_it_is_found()
    {
        pool.Leased(1, pool.NodeOf(1, 2), 2, "10.0.18.0/24");

        var finding = pool.Only(AuditCodes.EpochNotHigher);

        Assert.Equal(("2", "more than 2", pool.NodeOf(1, 2)), (finding.Metadata["found"], finding.Metadata["expected"], finding.Metadata["node"]));
        Assert.Equal("pool-shard:default:1:1", finding.Metadata["journal"]);
    }

    [Fact]
    public void An_epoch_that_the_block_had_before_it_came_is_found()
    {
        pool.ReceivedWithFloor(1, 2, 40, "10.0.32.0/20").Leased(1, pool.NodeOf(1, 2), 40, "10.0.32.0/24");

        Assert.Equal("more than 40", pool.Only(AuditCodes.EpochNotHigher).Metadata["expected"]);
    }

    [Fact]
    public void A_lease_with_a_higher_epoch_than_its_shard_has_given_is_found()
    {
        // Memory that has gone wrong: no journal makes such a state.
        Assert.True(pool.Pool.Leases.TryGet(new(pool.NodeOf(0)), out var lease));
        var wrong = pool.Pool with { Leases = pool.Pool.Leases.Set(lease with { Epoch = new(9) }) };

        var finding = Assert.Single(LeaseChecks.Of(wrong).Findings);

        Assert.Equal((AuditCodes.EpochAboveShard, "9", "1"), (finding.Code, finding.Metadata["epoch"], finding.Metadata["highest_epoch"]));
    }

    [Fact]
    public void A_block_that_was_granted_to_two_shards_is_found()
    {
        pool.Granted(0, 2, "10.0.16.0/24");

        var findings = pool.Findings();

        Assert.All(findings, finding => Assert.Equal(AuditCodes.BlocksOverlap, finding.Code));
        Assert.Contains(findings, finding => finding.Metadata["place"] == "owned by" && finding.Metadata["other_place"] == "on its way to");
        Assert.Contains(findings, finding => finding.Metadata["place"] == "granted to" && finding.Metadata["other_place"] == "granted to");
    }

    [Fact]
    public void A_block_outside_the_pool_is_found()
    {
        pool.Granted(0, 2, "10.9.0.0/20");

        Assert.Equal("10.9.0.0/20", pool.Only(AuditCodes.BlockOutsidePool).Metadata["block"]);
    }

    [Fact]
    public void Space_that_a_grant_lost_on_its_way_is_found()
    {
        pool.Received(1, 2, "10.0.32.0/21");

        var findings = pool.Findings();

        Assert.Equal([AuditCodes.BlocksMissing, AuditCodes.MoveDiffers], findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        Assert.Equal("10.0.40.0/21", findings.Single(finding => finding.Code == AuditCodes.BlocksMissing).Metadata["blocks"]);
        Assert.Equal("grant 2 of 10.0.32.0/20", findings.Single(finding => finding.Code == AuditCodes.MoveDiffers).Metadata["expected"]);
    }

    [Fact]
    public void Space_that_the_coordinator_does_not_know_of_is_found()
    {
        pool.Received(0, 2, "10.0.64.0/20");

        var findings = pool.Findings();

        Assert.Equal([AuditCodes.BlocksUnaccounted, AuditCodes.MoveDiffers], findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        var unaccounted = findings.Single(finding => finding.Code == AuditCodes.BlocksUnaccounted);
        Assert.Equal(("10.0.64.0/20", "1", "2"), (unaccounted.Metadata["blocks"], unaccounted.Metadata["last_granted"], unaccounted.Metadata["last_received"]));
    }

    [Fact]
    public void A_move_that_leaves_a_number_out_is_found()
    {
        pool.Granted(0, 3, "10.0.64.0/20");

        var finding = pool.Only(AuditCodes.MoveOutOfOrder);

        Assert.Equal(("grant 3", "grant 2", "pools"), (finding.Metadata["found"], finding.Metadata["expected"], finding.Metadata["journal"]));
    }

    [Fact]
    public void A_return_that_was_never_yielded_is_found()
    {
        pool.Returned(1, 1, "10.0.24.0/21");

        var findings = pool.Findings();

        Assert.Equal([AuditCodes.BlocksUnaccounted, AuditCodes.MoveDiffers], findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_was_noticed_of_events_is_bounded()
    {
        for (var number = 1; number <= 300; number++)
        {
            pool.Granted(0, 1000 + (number * 2), $"10.0.{128 + (number % 64)}.0/24");
        }

        Assert.Equal(PoolLedger.MaxFaults, pool.Pool.Ledger.Faults.Count);
    }

    [Fact]
    public void A_pool_that_has_not_changed_is_not_looked_at_again()
    {
        var checks = new StateChecks();
        var first = checks.Of(pool.State, pool: null);
        var second = checks.Of(pool.State with { Revision = pool.State.Revision + 1 }, pool: null);

        Assert.Same(first[0], second[0]);
    }
}
