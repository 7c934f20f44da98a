using ActorNet.Allocation.Identity;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Audit;

namespace ActorNet.Coordinator.Tests.Audit;

public sealed class AgentChecksTests
{
    private static readonly DateTimeOffset Now = AuditedPool.Start + TimeSpan.FromHours(1);

    private readonly AuditedPool pool = AuditedPool.Healthy();

    private string Node => pool.NodeOf(0);

    [Fact]
    public void A_node_that_is_as_its_lease_says_is_right()
    {
        var result = Check(Said());

        Assert.Empty(result.Findings);
        Assert.Equal(1, result.Examined);
    }

    [Fact]
    public void A_bridge_without_the_leases_address_is_found() => Finds(AuditCodes.BridgeDiffers, said =>
    {
        said.BridgeAddresses.Clear();
        said.BridgeAddresses.Add("10.0.0.1/16");
    });

    [Fact]
    public void A_bridge_with_another_address_of_the_pool_as_well_is_found() => Finds(AuditCodes.BridgeDiffers, said => said.BridgeAddresses.Add("10.0.7.1/24"));

    [Fact]
    public void A_bridge_with_an_address_that_is_not_the_pools_is_right() => Assert.Empty(Check(Said(said => said.BridgeAddresses.Add("172.17.0.1/16"))).Findings);

    [Fact]
    public void A_node_that_looks_after_no_bridge_is_right() => Assert.Empty(Check(Said(said =>
    {
        said.Bridge = string.Empty;
        said.BridgeAddresses.Clear();
    })).Findings);

    [Theory]
    [InlineData("10.0.0.1/24")]
    [InlineData("10.0.1.1/24")]
    [InlineData("10.0.0.1/24", "10.0.1.1/24")]
    public void A_bridge_of_a_node_that_moves_has_the_address_of_any_of_its_subnets(params string[] addresses)
    {
        pool.Moving(0, Node, 2, "10.0.1.0/24", "10.0.0.0/24");

        Assert.Empty(Check(Moving(addresses)).Findings);
        Assert.Empty(Check(With(Moving(addresses), said => said.ConfiguredSubnets.RemoveAt(1))).Findings);
    }

    [Theory]
    [InlineData("it lacks 10.0.1.1/24 or 10.0.0.1/24", "172.17.0.1/16")]
    [InlineData("10.0.7.1/24 is of the pool", "10.0.0.1/24", "10.0.7.1/24")]
    public void A_bridge_of_a_node_that_moves_with_neither_or_another_address_is_found(string problem, params string[] addresses)
    {
        pool.Moving(0, Node, 2, "10.0.1.0/24", "10.0.0.0/24");

        var finding = Assert.Single(Check(Moving(addresses)).Findings);
        Assert.Equal(AuditCodes.BridgeDiffers, finding.Code);
        Assert.Contains(problem, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("it lacks 10.0.3.1/24", "10.0.0.1/24")]
    [InlineData("it lacks 10.0.0.1/24 and 10.0.3.1/24", "172.17.0.1/16")]
    [InlineData(null, "10.0.3.1/24", "10.0.0.1/24")]
    public void A_bridge_of_a_node_with_several_subnets_has_the_address_of_each(string? problem, params string[] addresses)
    {
        pool.Several(0, Node, 2, "10.0.0.0/24", "10.0.3.0/24");
        var said = With(Moving(addresses), said =>
        {
            said.ConfiguredSubnets.Clear();
            said.ConfiguredSubnets.Add(["10.0.0.0/24", "10.0.3.0/24"]);
        });

        var findings = Check(said).Findings;

        if (problem is null)
        {
            Assert.Empty(findings);
        }
        else
        {
            Assert.Contains(problem, Assert.Single(findings).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_node_that_is_set_up_for_an_epoch_before_is_found() => Finds(AuditCodes.NodeOnOldEpoch, said => said.ConfiguredEpoch = 7);

    [Fact]
    public void A_node_that_is_set_up_for_nothing_is_found() => Finds(AuditCodes.NodeNotSetUp, said =>
    {
        said.ConfiguredEpoch = 0;
        said.ConfiguredSubnets.Clear();
    });

    [Fact]
    public void A_node_that_is_set_up_for_another_subnet_of_the_same_epoch_is_found() => Finds(AuditCodes.NodeOnOtherSubnet, said =>
    {
        said.ConfiguredSubnets.Clear();
        said.ConfiguredSubnets.Add("10.0.1.0/24");
    });

    [Fact]
    public void Routes_that_are_wrong_are_found_with_what_the_node_says_of_them()
    {
        var finding = Finds(AuditCodes.RoutesWrong, said =>
        {
            said.RoutesWrong = 2;
            said.Problem = "somebody else's route is in the way";
        });

        Assert.Contains("2 of its 5 routes", finding.Message, StringComparison.Ordinal);
        Assert.Contains("somebody else's route is in the way", finding.Message, StringComparison.Ordinal);
        Assert.Equal(("2", "3"), (finding.Metadata["routes_wrong"], finding.Metadata["routes_right"]));
    }

    [Fact]
    public void Entries_of_tunnels_that_are_wrong_are_found_with_what_the_node_says_of_them()
    {
        var finding = Finds(AuditCodes.OverlayWrong, said =>
        {
            said.OverlayWrong = 2;
            said.Problem = "no space left on device";
        });

        Assert.Contains("2 entries of its tunnels", finding.Message, StringComparison.Ordinal);
        Assert.Contains("no space left on device", finding.Message, StringComparison.Ordinal);
        Assert.Equal("2", finding.Metadata["overlay_wrong"]);
    }

    [Theory]
    [InlineData(FenceCondition.Failing, "FENCE_MISSING", "FAILING")]
    [InlineData(FenceCondition.Unsupported, "FENCE_MISSING", "UNSUPPORTED")]
    [InlineData(FenceCondition.Shut, "FENCE_SHUT", "SHUT")]
    public void A_node_without_a_fence_or_behind_one_that_is_shut_is_found(FenceCondition condition, string code, string word)
    {
        var finding = Finds(code, said => said.Fence = new FenceAttestation { Condition = condition, Problem = condition == FenceCondition.Shut ? "" : "no nf_tables" });

        Assert.Equal(word, finding.Metadata["fence"]);
        Assert.Equal(condition != FenceCondition.Shut, finding.Message.Contains("(no nf_tables)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fence_that_is_open_or_of_a_later_version_or_not_spoken_of_is_nothing_to_find()
    {
        Assert.Empty(Check(Said(said => said.Fence = new FenceAttestation { Condition = FenceCondition.Open })).Findings);
        Assert.Empty(Check(Said(said => said.Fence = new FenceAttestation { Condition = (FenceCondition)9 })).Findings);
        Assert.Empty(Check(Said()).Findings);
    }

    [Fact]
    public void Rules_that_are_wrong_are_found_with_what_the_node_says_of_them()
    {
        var finding = Finds(AuditCodes.RulesWrong, said => said.Rules = new RulesAttestation { Wrong = 3, Problem = "the chain x drops" });

        Assert.Contains("3 points (the chain x drops)", finding.Message, StringComparison.Ordinal);
        Assert.Equal("3", finding.Metadata["rules_wrong"]);
        Assert.Empty(Check(Said(said => said.Rules = new RulesAttestation())).Findings);
    }

    [Fact]
    public void A_node_that_does_not_hear_of_the_others_is_found() => Finds(AuditCodes.PeersBehind, said => said.PeerRevision = 4);

    [Fact]
    public void A_node_whose_docker_gives_other_addresses_is_found() =>
        Finds(AuditCodes.DockerConflict, said => said.Docker = new DockerAttestation { Condition = DockerCondition.Conflict, Problem = "live-restore" });

    [Fact]
    public void Docker_that_is_not_there_agrees_or_is_being_changed_is_nothing_to_find()
    {
        foreach (var condition in (DockerCondition[])[DockerCondition.Absent, DockerCondition.Agrees, DockerCondition.Changing])
        {
            Assert.Empty(Check(Said(said => said.Docker = new DockerAttestation { Condition = condition })).Findings);
        }
    }

    [Fact]
    public void A_node_that_follows_nobody_is_not_asked_for_its_revision() => Assert.Empty(Check(Said(said => said.PeerRevision = 0)).Findings);

    [Fact]
    public void What_was_heard_last_counts_over_whichever_replica()
    {
        var old = Said(said => said.ConfiguredEpoch = 7) with { Age = TimeSpan.FromSeconds(50) };

        Assert.Empty(Check(old, Said()).Findings);
        Assert.Empty(Check(Said(), old).Findings);
    }

    [Fact]
    public void A_node_whose_lease_has_changed_since_is_not_judged() => NotJudged(Wrong() with { SeenRevision = 5 });

    [Fact]
    public void A_node_that_has_just_been_granted_its_lease_is_not_judged() =>
        NotJudged(Wrong(), now: AuditedPool.Start + TimeSpan.FromSeconds(69));

    [Fact]
    public void A_node_that_has_been_silent_is_not_judged() => NotJudged(Wrong() with { Age = TimeSpan.FromMinutes(3) });

    [Fact]
    public void A_node_of_a_pool_that_is_gone_is_not_judged() => NotJudged(Wrong() with { Generation = 2 });

    [Fact]
    public void A_node_that_attests_by_other_rules_is_not_judged() => NotJudged(Said(said =>
    {
        said.Version = 2;
        said.ConfiguredEpoch = 7;
    }));

    [Fact]
    public void A_node_without_a_lease_is_not_judged() => NotJudged(Wrong() with { Node = new NodeId("somebody") });

    private static AttestedNode With(AttestedNode node, Action<NodeAttestation>? change)
    {
        change?.Invoke(node.Attestation);
        return node;
    }

    private AttestedNode Said(Action<NodeAttestation>? change = null) => With(
        new AttestedNode(
            pool.Spec.Name,
            1,
            new NodeId(Node),
            new Epoch(1),
            new NodeAttestation
            {
                Version = 1,
                Bridge = "docker0",
                BridgeAddresses = { "10.0.0.1/24" },
                ConfiguredEpoch = 1,
                ConfiguredSubnets = { "10.0.0.0/24" },
                RoutesRight = 3,
                PeerRevision = 12,
            },
            TimeSpan.FromSeconds(10),
            SeenRevision: 12,
            SettledRevision: 10),
        change);

    private AttestedNode Moving(string[] addresses) => Said(said =>
    {
        said.ConfiguredEpoch = 2;
        said.ConfiguredSubnets.Clear();
        said.ConfiguredSubnets.Add(["10.0.1.0/24", "10.0.0.0/24"]);
        said.BridgeAddresses.Clear();
        said.BridgeAddresses.Add(addresses);
    }) with
    {
        SeenRevision = 20,
    };

    private AttestedNode Wrong() => Said(said => said.ConfiguredEpoch = 7);

    private CheckResult Check(params AttestedNode[] nodes) => AgentChecks.Of(pool.Pool, nodes, Now);

    private void NotJudged(AttestedNode node, DateTimeOffset? now = null)
    {
        var result = AgentChecks.Of(pool.Pool, [node], now ?? Now);
        Assert.Equal((0, 0), (result.Examined, result.Findings.Count));
    }

    private Finding Finds(string code, Action<NodeAttestation> change)
    {
        var finding = Assert.Single(Check(Said(change)).Findings);
        Assert.Equal((code, Node), (finding.Code, finding.Metadata["node"]));
        return finding;
    }
}
